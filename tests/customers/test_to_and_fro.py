"""A hand-over between colleagues is no contact: to and fro a customer returns all the same."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from core import firm, saving
from core.errors import RuleBroken
from customers.models import Customer, Interaction
from customers.services import access, customers, interactions, pool, pool_rules, returning
from tests.support.pool import make_silent, run_night
from tests.support.records import entry, make_customer, make_pool_rule, make_request
from workplace.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(ann, boss):
    make_pool_rule("Silent", by=boss, contact_days=90, warn_days=7)
    return make_silent(ann, 85)


def days_left(customer):
    return pool.countdowns([customer])[customer.pk].days


def test_handed_to_and_fro_it_returns_on_the_day_it_would_have_returned(ann, bob, silent):
    customers.hand_over(silent, bob, by=ann, note="yours")
    customers.hand_over(silent, ann, by=bob, note="yours again")
    assert days_left(silent) == 5
    old = make_silent(ann, 100)
    customers.hand_over(old, bob, by=ann, note="yours")
    assert run_night()[0].ok_count == 1
    assert Customer.objects.get(pk=old.pk).owner is None


def test_the_record_says_that_the_hand_over_counts_nothing(client, ann, bob, silent):
    client.force_login(ann)
    asked = client.get(f"{silent.get_absolute_url()}hand-over/").content.decode()
    assert "A hand-over does not begin this anew; a follow-up does." in asked
    client.post(f"{silent.get_absolute_url()}hand-over/", {"to": bob.pk, "note": "x"})
    client.force_login(bob)
    shown = client.get(silent.get_absolute_url()).content.decode()
    assert "no contact for 85 days (limit 90); the hand-over on" in shown
    returning.warn()
    (told,) = Message.objects.filter(kind="customer.returning")
    assert told.params["given"] == f"{timezone.localdate()}", "the day of the hand-over"


def test_a_follow_up_of_the_next_one_begins_it_anew(ann, bob, silent):
    customers.hand_over(silent, bob, by=ann, note="yours")
    wrote = Interaction(customer=silent, kind=entry("interaction_kind", "phone"), summary="Hello")
    wrote.at, wrote.next_contact_at = timezone.now(), timezone.now() + timedelta(days=7)
    interactions.create(wrote, by=bob)
    silent.refresh_from_db()
    assert days_left(silent) == 90
    assert "hand-over" not in pool.countdowns([silent])[silent.pk].why


def test_a_supervisor_who_gives_it_to_another_begins_it_anew(ann, bob, boss, silent):
    customers.assign(silent, to=bob, by=boss)
    assert days_left(silent) == 90


def test_who_takes_it_for_themselves_or_lets_it_be_taken_begins_nothing(ann, bob, boss, silent):
    access.accept(make_request(silent, bob, "takeover"), by=ann)
    silent.refresh_from_db()
    assert days_left(silent) == 5
    customers.assign(silent, to=boss, by=boss)
    assert days_left(silent) == 5


def test_extensions_are_counted_through_a_hand_over(ann, bob, boss, silent):
    pool_rules.approve(pool_rules.ask(silent, days=3, reason="soon", by=ann), by=boss)
    customers.hand_over(silent, bob, by=ann, note="yours")
    assert pool_rules.extended(silent) == 1


def test_the_firm_may_let_each_hand_over_count(ann, bob, silent):
    firm.change({"hand_over_counts_anew": True}, by=None)
    customers.hand_over(silent, bob, by=ann, note="yours")
    assert days_left(silent) == 90


def test_who_claims_what_was_deleted_meanwhile_is_told_so(ann):
    customer = make_customer(None)
    seen = Customer.objects.get(pk=customer.pk)
    saving.remove(customer, by=None)
    with override("en"), pytest.raises(RuleBroken, match="no longer in the public pool"):
        customers.claim(seen, by=ann)
