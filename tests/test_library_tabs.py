"""The libraries of the customer list as tabs: how many each holds is asked for after the page."""

import re

import pytest
from django.urls import reverse

from core.views import list_head
from tests.support.people import make_department, make_user
from tests.support.records import make_customer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann(client):
    found = make_user("ann", make_department("Sales"), ["account_manager"], language="en")
    client.force_login(found)
    return found


@pytest.fixture
def stock(ann):
    bob = make_user("bob", make_department("Other"), ["account_manager"])
    for state in ("potential", "potential", "deal", "lost"):
        make_customer(ann, state=state, city="宁波" if state == "deal" else "")
    make_customer(bob)
    make_customer(None)


def counts(client, query=""):
    page = client.get(f"{reverse('customers:customer_list')}?{query}part=tabs", headers=HTMX)
    return {tab.name: tab.count for tab in page.context["tabs"]}


def test_each_library_says_how_many_it_holds_within_reach(client, stock):
    assert counts(client) == {"": "4", "pool": "1", "potential": "2", "deal": "1", "invalid": "1"}


def test_the_counts_obey_the_conditions_of_the_list(client, stock):
    assert counts(client, "city=宁波&library=pool&") == {
        "": "1",
        "pool": "0",
        "potential": "0",
        "deal": "1",
        "invalid": "0",
    }


def test_beyond_a_number_nobody_counts_on(client, stock, monkeypatch):
    monkeypatch.setattr(list_head, "MANY", 2)
    found = counts(client)
    assert (found[""], found["potential"]) == ("2+", "2")


def test_the_page_itself_counts_nothing_and_works_without_script(client, stock):
    page = client.get(reverse("customers:customer_list"))
    text = page.content.decode()
    assert 'data-hx-trigger="load"' in text and "part=tabs" in text
    assert all(tab.count == "" for tab in page.context["tabs"])
    assert client.get(f"{reverse('customers:customer_list')}?part=tabs").status_code == 200


def test_all_libraries_are_counted_in_one_statement(client, stock, django_assert_max_num_queries):
    address = f"{reverse('customers:customer_list')}?part=tabs"
    client.get(address, headers=HTMX)
    with django_assert_max_num_queries(20) as asked:
        client.get(address, headers=HTMX)
    told = [each["sql"] for each in asked.captured_queries]
    assert sum("count(*)" in sql and "customers_customer" in sql for sql in told) == 1


def test_other_conditions_bring_other_tabs_along(client, stock):
    page = client.get(f"{reverse('customers:customer_list')}?city=宁波", headers=HTMX)
    text = page.content.decode()
    assert 'data-hx-swap-oob="true"' in text and "city=%E5%AE%81%E6%B3%A2&amp;library=deal" in text


def test_the_pool_shows_what_helps_to_choose_and_nothing_that_an_owner_gives(client, stock):
    page = client.get(reverse("customers:customer_list"), {"library": "pool"})
    heads = [head.name for head in page.context["table"].heads]
    assert "industry" in heads and not {"owner", "next_contact_at"} & set(heads)
    assert [str(chip.label) for chip in page.context["quick"]] == ["No contact for 30 days"]
    chosen = client.get(reverse("customers:customer_list"), {"library": "pool", "cols": "city"})
    assert "city" in [head.name for head in chosen.context["table"].heads]


def test_a_row_of_the_pool_is_claimed_by_one_click(client, ann):
    customer = make_customer(None, "云帆精密")
    address = reverse("customers:customer_list")
    claim = reverse("customers:customer_claim", args=[customer.pk])
    note = re.search(f'formaction="{claim}" name="note" value="([^"]+)"', drawn(client, address))
    client.post(claim, {"note": note.group(1)})
    customer.refresh_from_db()
    assert customer.owner == ann


def test_who_may_only_look_is_offered_no_claim(client):
    make_customer(None)
    client.force_login(make_user("dan", make_department("Sales"), ["executive"]))
    assert "formaction" not in drawn(client, reverse("customers:customer_list"), row=True)


def drawn(client, address, row=False):
    page = client.get(address, {"library": "pool"}).content.decode()
    return page.split("<tbody", 1)[1].split("</tbody>", 1)[0] if row else page


def test_an_empty_library_says_nothing_of_the_others(client, ann):
    make_customer(ann, state="potential")
    page = client.get(reverse("customers:customer_list"), {"library": "deal"})
    assert page.context["empty"].title == "There are no customers here yet."
