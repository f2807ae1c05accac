"""Merging customers and contacts: nothing that hung on them is lost, all of it can be undone."""

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleBroken
from core.models import Attachment, Batch, BatchItem
from core.routes import url_for
from core.undoing import work as undo_work
from customers.models import Contact, CoWorker, Customer, CustomerTag
from customers.services import merging
from tests.support.furnished import furnished
from tests.support.people import make_user
from tests.support.records import (
    make_contact,
    make_customer,
    make_followup,
    make_order,
    make_tag,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss", roles=["administrator"], language="en")


@pytest.fixture
def ann():
    return make_user("ann", roles=["account_manager"])


@pytest.fixture
def bob():
    return make_user("bob", roles=["account_manager"])


def helped(owner, name, *more):
    """Make a customer on which one of each kind hangs, and on which others help."""
    customer = furnished(owner, name)
    for person in (make_user(f"helps-{name}"), *more):
        CoWorker.objects.create(record=customer, user=person)
    return customer


def hanging(*customers):
    """Count the rows of each relation that hang on these customers."""
    counts = {}
    for rel in merging.relations(Customer):
        rows = rel.related_model._base_manager.filter(**{f"{rel.field.name}__in": customers})
        counts[rel.related_model._meta.label, rel.field.name] = rows.count()
    keys = [customer.pk for customer in customers]
    files = Attachment.objects.filter(model="customers.customer", object_id__in=keys)
    counts["files"] = files.count()
    return counts


MERGED = ("customers.Customer", "merged_into")
LINKS = ("customers.CoWorker", "record")


def test_all_that_hung_on_the_losers_hangs_on_the_winner(ann, bob, boss):
    winner, one, two = (helped(owner, n) for owner, n in ((ann, "a"), (bob, "b"), (ann, "c")))
    before = hanging(winner, one, two)
    assert sum(count > 0 for count in before.values()) >= 8
    merging.merge(winner, [one, two], {}, by=boss)
    after = hanging(winner)
    assert after.pop(MERGED) == 2
    assert after.pop(LINKS) == before.pop(LINKS) + 1  # bob, who had one of them, works along
    before.pop(MERGED)
    assert after == before
    left = hanging(one, two)
    assert {name for name, count in left.items() if count} == set()


def test_the_totals_are_those_of_all(ann, boss):
    winner, loser = make_customer(ann, "a"), make_customer(ann, "b")
    for customer in (winner, loser):
        make_order(ann, customer=customer, state="confirmed", amount=100)
    talk = make_followup(loser)
    merging.merge(winner, [loser], {}, by=boss)
    winner.refresh_from_db()
    assert (winner.traded, winner.order_count, winner.last_contact_at) == (200, 2, talk.at)


def test_links_that_both_have_are_kept_once(ann, bob, boss):
    winner, loser = make_customer(ann, "a"), make_customer(ann, "b")
    make_tag("key", winner, loser)
    for customer in (winner, loser):
        CoWorker.objects.create(record=customer, user=bob)
        make_contact(customer, is_main=True)
    merging.merge(winner, [loser], {}, by=boss)
    assert CoWorker.objects.filter(record=winner, user=bob).count() == 1
    assert CustomerTag.objects.filter(record=winner).count() == 1
    assert Contact.objects.filter(customer=winner).count() == 2
    assert Contact.objects.filter(customer=winner, is_main=True).count() == 1


def test_values_are_picked_field_by_field(ann, boss):
    winner = make_customer(ann, "甲", phone="1", address="old")
    loser = make_customer(ann, "乙", phone="2", address="new")
    merging.merge(winner, [loser], {"address": loser.pk, "phone": winner.pk}, by=boss)
    winner.refresh_from_db()
    assert (winner.name, winner.phone, winner.address) == ("甲", "1", "new")


def undone(batch, by):
    undo = undo_work.prepare(batch, by=by)
    undo_work.look_ahead(undo)
    undo_work.begin(undo, by=by)
    undo.refresh_from_db()
    return undo


def test_an_undo_puts_every_row_back(ann, bob, boss):
    winner, loser = helped(ann, "a"), helped(bob, "b", ann)
    CoWorker.objects.create(record=winner, user=boss)
    CoWorker.objects.create(record=loser, user=boss)
    both = hanging(winner), hanging(loser)
    batch = merging.merge(winner, [loser], {"name": loser.pk}, by=boss)
    undo = undone(batch, boss)
    assert (undo.state, undo.error_count) == (Batch.State.DONE, 0)
    assert (hanging(winner), hanging(loser)) == both
    for customer, name in ((winner, "a"), (loser, "b")):
        customer.refresh_from_db()
        assert (customer.name, customer.deleted_at, customer.merged_into) == (name, None, None)


def test_an_old_address_leads_to_what_the_customer_has_become(ann, boss):
    one, two, three = (make_customer(ann, name) for name in "abc")
    merging.merge(two, [one], {}, by=boss)
    merging.merge(three, [two], {}, by=boss)
    client = Client()
    client.force_login(ann)
    assert client.get(url_for(one, "detail")).headers["Location"] == url_for(three, "detail")
    stranger = Client()
    stranger.force_login(make_user("carl", roles=["account_manager"]))
    assert stranger.get(url_for(one, "detail")).status_code == 404


def whom(followup):
    return {link.contact for link in followup.with_contacts.all()}


def test_contacts_of_one_customer_are_merged(ann, boss):
    customer = make_customer(ann)
    winner, loser = make_contact(customer, "王芳"), make_contact(customer, "王 芳", is_main=True)
    talk, both = (make_followup(customer, contacts=who) for who in ([loser], [winner, loser]))
    batch = merging.merge(winner, [loser], {}, by=boss)
    winner.refresh_from_db()
    assert (whom(talk), whom(both), winner.is_main) == ({winner}, {winner}, True)
    assert undone(batch, boss).error_count == 0
    loser.refresh_from_db()
    assert (whom(talk), whom(both), loser.is_main) == ({loser}, {winner, loser}, True)


def test_undoing_gives_the_main_contact_back_in_whatever_order_rows_come(ann, boss):
    customer = make_customer(ann)
    winner, loser = make_contact(customer, "a"), make_contact(customer, "b", is_main=True)
    undo = undo_work.prepare(merging.merge(winner, [loser], {}, by=boss), by=boss)
    keys = {winner.pk, loser.pk}
    assert undo_work.put_back_each(undo, Contact, BatchItem.Outcome.CHANGED, keys) == {}
    loser.refresh_from_db()
    assert loser.is_main


def test_contacts_of_different_customers_are_not(ann, boss):
    one, two = (make_contact(make_customer(ann)) for _n in range(2))
    with pytest.raises(RuleBroken):
        merging.merge(one, [two], {}, by=boss)


@pytest.fixture
def pair(ann):
    return make_customer(ann, "甲", phone="021-1"), make_customer(ann, "乙", phone="021-1")


def asked(*rows):
    return "?" + "&".join(f"pk={row.pk}" for row in rows)


def test_two_stand_side_by_side_and_what_differs_is_marked(pair, boss):
    client = Client()
    client.force_login(boss)
    ticked = client.post(reverse("customers:customer_compare"), {"pk": [row.pk for row in pair]})
    assert ticked.headers["Location"].endswith(asked(*pair))
    page = client.get(ticked.headers["Location"])
    lines = {line.name: line for line in page.context["lines"]}
    assert (lines["name"].differs, lines["phone"].differs) == (True, False)
    assert "fax" not in lines  # neither has one


def test_the_page_merges_what_was_picked(pair, boss):
    client = Client()
    client.force_login(boss)
    one, two = pair
    data = {"pk": [one.pk, two.pk], "winner": two.pk, "pick-name": one.pk}
    client.post(reverse("customers:customer_merge"), data)
    two.refresh_from_db()
    assert two.name == "甲" and list(Customer.objects.all()) == [two]


def test_who_may_not_delete_compares_and_cannot_merge(pair, ann):
    client = Client()
    client.force_login(ann)
    page = client.get(reverse("customers:customer_compare") + asked(*pair))
    assert "Merge into one" not in page.content.decode() and page.status_code == 200
    data = {"pk": [row.pk for row in pair], "winner": pair[0].pk}
    assert client.post(reverse("customers:customer_merge"), data).status_code == 403


def test_every_value_says_whose_it_is_for_a_phone_sets_them_below_each_other(pair, boss):
    client = Client()
    client.force_login(boss)
    page = client.get(reverse("customers:customer_compare") + asked(*pair)).content.decode()
    for row in pair:
        assert f'<td role="cell" data-name="{row}">' in page


def test_customers_out_of_reach_are_not_compared(pair):
    client = Client()
    client.force_login(make_user("carl", roles=["account_manager"]))
    url = reverse("customers:customer_compare") + asked(*pair)
    assert client.get(url).status_code == 404
