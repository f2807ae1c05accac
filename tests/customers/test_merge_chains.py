"""Merges that go on and are taken back in any order, and what both sides may have once only."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from core.errors import RuleBroken
from core.undoing import work as undo_work
from customers.models import AccessRequest, ChurnCase, Customer
from customers.services import merging
from tests.support.people import make_user
from tests.support.records import (
    make_churn_case,
    make_contact,
    make_customer,
    make_followup,
    make_request,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss", roles=["administrator"], language="en")


@pytest.fixture
def three(boss):
    """Three customers with a contact and a follow-up each."""
    rows = [make_customer(boss, name) for name in ("甲厂", "乙厂", "丙厂")]
    for row in rows:
        make_contact(row, is_main=True)
        make_followup(row)
    return rows


def undone(batch, by):
    undo = undo_work.prepare(batch, by=by)
    undo_work.look_ahead(undo)
    undo.refresh_from_db()
    undo_work.begin(undo, by=by)
    undo.refresh_from_db()
    return undo


def standing():
    """Return {name: contacts} of the customers that are no loser."""
    return {row.name: row.contacts.count() for row in Customer.objects.all()}


def test_a_chain_of_merges_is_taken_back_link_by_link(three, boss):
    one, two, last = three
    first = merging.merge(two, [one], {}, by=boss)
    second = merging.merge(last, [two], {}, by=boss)
    assert standing() == {"丙厂": 3}
    assert undone(second, boss).error_count == 0
    assert standing() == {"乙厂": 2, "丙厂": 1}
    assert undone(first, boss).error_count == 0
    assert standing() == {"甲厂": 1, "乙厂": 1, "丙厂": 1}


def test_an_undo_that_could_put_nothing_back_is_not_used_up(three, boss):
    one, two, last = three
    first = merging.merge(two, [one], {}, by=boss)
    second = merging.merge(last, [two], {}, by=boss)
    with pytest.raises(RuleBroken), override("en"):
        undone(first, boss)
    undone(second, boss)
    assert undone(first, boss).error_count == 0
    assert standing() == {"甲厂": 1, "乙厂": 1, "丙厂": 1}


def test_what_a_person_changed_after_the_later_merge_still_stays(three, boss):
    one, two, last = three
    first = merging.merge(two, [one], {}, by=boss)
    second = merging.merge(last, [two], {}, by=boss)
    contact = one.contacts.model.objects.filter(customer=last).order_by("pk")[0]
    contact.customer = two
    contact.save()
    undone(second, boss)
    assert undone(first, boss).error_count == 1
    assert standing() == {"甲厂": 0, "乙厂": 2, "丙厂": 1}


def test_what_may_be_open_once_goes_along_and_lies_in_the_bin(boss):
    winner, loser = make_customer(boss, "甲厂"), make_customer(boss, "乙厂")
    asker = make_user("asker", roles=["account_manager"])
    for customer in (winner, loser):
        make_churn_case(customer)
        make_request(customer, asker)
    batch = merging.merge(winner, [loser], {}, by=boss)
    for model in (ChurnCase, AccessRequest):
        assert model.objects.filter(customer=winner).count() == 1
        assert model.everything.filter(customer=winner).count() == 2
    undone(batch, boss)
    for model in (ChurnCase, AccessRequest):
        assert model.objects.filter(customer=loser).count() == 1


def test_a_merged_customer_does_not_come_back_empty(three, boss):
    winner, loser, _last = three
    merging.merge(winner, [loser], {}, by=boss)
    client = Client()
    client.force_login(boss)
    bin_restore = reverse("core:bin_restore", args=["customers.customer"])
    answer = client.post(bin_restore, {"pk": loser.pk}, follow=True)
    assert "undo the merge" in answer.content.decode()
    assert standing() == {"甲厂": 2, "丙厂": 1}
