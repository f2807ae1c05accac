"""What is sent to the database when something is saved: few statements, and never more by itself.

Everything counts that goes to the server: the session, the person, savepoints, and the beginning
and the end of the transaction, which are a savepoint here because the test has one around it.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import audit
from core.models import Change, FormKey
from core.routes import url_for
from crm_site.filled_forms import filled_form
from customers.models import Customer, Interaction
from sales.models import Order, OrderState
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_order, make_tag

pytestmark = pytest.mark.django_db
MOST = 15  # docs/performance.md
WARM = {"phone": "", "registered_capital": "", "remark": "warm"}


@pytest.fixture
def ann():
    ways = dict.fromkeys(("view", "add", "change", "assign"), "own")
    labels = ("customers.customer", "customers.interaction", "sales.order")
    grants = {**dict.fromkeys(labels, ways), "catalog.product": {"view": "all"}}
    return make_user("ann", grants=grants, language="en")


@pytest.fixture
def customer(ann):
    make_tag("展会")
    return make_customer(
        ann, "云帆精密", phone="021-5555 0101", tax_number="91320594MA1XK7CD3K", licence_no="A-1"
    )


def opened(client, url) -> dict:
    """Return what the form at an address sends as it stands."""
    return filled_form(client.get(url).content.decode())


def sent(client, url, warm=None, **typed) -> list[str]:
    """Send a form, the second time with everything warm; return the statements of that time."""
    for data in ({**typed, **(warm or {})}, typed):
        data = {**opened(client, url), **data}
        with CaptureQueriesContext(connection) as found:
            answer = client.post(url, data)
        assert answer.status_code == 302, answer.context["form"].errors
    return [query["sql"] for query in found]


def few(statements):
    assert len(statements) <= MOST, "\n".join(text[:150] for text in statements)


def test_saving_an_edited_customer(client, ann, customer):
    client.force_login(ann)
    few(sent(client, url_for(customer, "edit"), WARM, phone="021-5555 0102", remark="搬了家"))
    customer.refresh_from_db()
    assert (customer.phone, customer.remark) == ("021-5555 0102", "搬了家")


def test_saving_amounts_that_have_rules(client, ann, customer):
    client.force_login(ann)
    few(sent(client, url_for(customer, "edit"), WARM, registered_capital="100"))
    customer.refresh_from_db()
    assert customer.registered_capital == 100


def test_filing_a_customer(client, ann, customer):
    client.force_login(ann)
    few(sent(client, url_for(Customer, "add"), name="青石机械", same_reason="另一家"))
    assert Customer.objects.filter(name="青石机械").count() == 2


def test_filing_a_customer_that_resembles_none(client, ann, customer):
    client.force_login(ann)
    few(sent(client, url_for(Customer, "add"), {"name": "白鹭纸业"}, name="青石机械"))
    assert Customer.objects.filter(name__in=["白鹭纸业", "青石机械"]).count() == 2


def test_filing_a_customer_with_a_tax_number(client, ann, customer):
    client.force_login(ann)
    url, warm = url_for(Customer, "add"), {"name": "白鹭纸业", "tax_number": "", "phone": ""}
    typed = {"name": "青石机械", "tax_number": "91310115MA1K4TT96D", "phone": "021-5555 0188"}
    few(sent(client, url, warm, **typed))
    assert Customer.objects.filter(name__in=["白鹭纸业", "青石机械"]).count() == 2


def test_writing_a_follow_up(client, ann, customer):
    client.force_login(ann)
    url = f"{url_for(Interaction, 'add')}?customer={customer.pk}"
    soon = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    kind = entry("interaction_kind", "phone").pk
    few(sent(client, url, kind=kind, summary="谈了价格", next_contact_at=soon))
    assert customer.interactions.count() == 2


def posted(client, url) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.post(url).status_code == 302
    return [query["sql"] for query in found]


def test_claiming_a_customer(client, ann):
    client.force_login(ann)
    first, second = make_customer(None), make_customer(None)
    posted(client, url_for(first, "claim"))
    few(posted(client, url_for(second, "claim")))
    second.refresh_from_db()
    assert second.owner == ann


def test_confirming_an_order(client, ann, customer):
    client.force_login(ann)
    first, second = (make_order(ann, customer=customer) for _ in range(2))
    posted(client, url_for(first, "confirm"))
    few(posted(client, url_for(second, "confirm")))
    assert Order.objects.get(pk=second.pk).state == OrderState.CONFIRMED


def test_an_order_of_many_lines_needs_no_more_than_one_of_few(client, ann, customer):
    client.force_login(ann)
    short = make_order(ann, customer=customer, lines=[(1, 100)])
    long = make_order(ann, customer=customer, lines=[(1, 100)] * 12)
    counted = [len(sent(client, url_for(row, "edit"), WARM, remark="急")) for row in (short, long)]
    assert counted[0] == counted[1] <= MOST


def test_looking_at_the_history_of_a_customer(client, ann, customer):
    """Who a customer belongs to is mostly one of those who changed it: nobody is asked twice."""
    client.force_login(ann)
    for _turn in range(2):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{url_for(customer, 'detail')}?tab=history").status_code == 200
    assert len(found) <= 12


# a form that is sent ------------------------------------------------------------------------


def test_a_refused_form_leaves_no_trace(client, ann, customer):
    """The key, the locked row and what a service wrote before it said no: all of it goes."""
    other = make_customer(ann, "北辰", tax_number="91350100M000100Y43")
    client.force_login(ann)
    data = opened(client, url_for(other, "edit"))
    keys, changes = FormKey.objects.count(), Change.objects.count()
    answer = client.post(url_for(other, "edit"), {**data, "tax_number": customer.tax_number})
    assert "tax_number" in answer.context["form"].errors
    assert (FormKey.objects.count(), Change.objects.count()) == (keys, changes)
    assert client.post(url_for(other, "edit"), {**data, "remark": "对"}).status_code == 302


def test_only_what_changed_is_written(client, ann, customer):
    client.force_login(ann)
    [update] = [
        text
        for text in sent(client, url_for(customer, "edit"), WARM, remark="搬了家")
        if text.startswith('UPDATE "customers_customer"')
    ]
    assert '"updated_at"' in update and '"version"' in update
    assert '"owner_id"' not in update and '"tax_number"' not in update


# rules of the database ----------------------------------------------------------------------


def test_all_broken_rules_are_told_at_once(ann):
    row = Customer(owner=ann, name="x", number="1", tax_number="abc", id_number="1")
    row.registered_capital, row.annual_revenue = -1, 5
    with pytest.raises(ValidationError) as told, CaptureQueriesContext(connection) as found:
        row.validate_constraints()
    broken = ("tax_number", "id_number_of_person", "registered_capital_gte_0")
    said = {each.name: each.get_violation_error_message() for each in Customer._meta.constraints}
    assert told.value.messages == [str(said[f"customers_customer_{name}"]) for name in broken]
    assert len(found) == 1


def test_a_rule_about_a_field_that_is_left_out_is_not_asked(ann):
    row = Customer(owner=ann, name="x", number="1", tax_number="abc")
    row.validate_constraints(exclude={"tax_number"})


# who did it ---------------------------------------------------------------------------------


def verbs(row):
    rows = Change.objects.filter(model=row._meta.label_lower, object_id=row.pk)
    return list(rows.order_by("pk").values_list("verb", "by"))


def test_a_service_gives_the_word_back(ann, customer):
    bob = make_user("bob")
    before = len(verbs(customer))
    with audit.acting(ann, "edit"):
        with audit.acting(bob, "customer.claim"):
            Customer.objects.filter(pk=customer.pk).update(remark="1")
        Customer.objects.filter(pk=customer.pk).update(remark="2")
    Customer.objects.filter(pk=customer.pk).update(remark="3")
    told = [("customer.claim", bob.pk), ("edit", ann.pk), ("", None)]
    assert verbs(customer)[before:] == told


def test_a_service_that_fails_gives_the_word_back(ann, customer):
    before = len(verbs(customer))
    with audit.acting(ann, "edit"):
        with pytest.raises(KeyError), audit.acting(None, "customer.claim"):
            raise KeyError
        Customer.objects.filter(pk=customer.pk).update(remark="2")
    assert verbs(customer)[before:] == [("edit", ann.pk)]
