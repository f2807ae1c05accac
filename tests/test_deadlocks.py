"""Two forms that lock each other: both are stored, and each once."""

import threading

import pytest
from django.db import OperationalError, connection

from core import faults, transactions
from core.models import Change
from core.views.forms import EditPage
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer
from tests.test_faults import GRANTS, client_of, save
from tests.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def crossing(monkeypatch, customers):
    """Let each save of one customer lock the other one too, at its first run only."""
    meeting = threading.Barrier(2, timeout=120)
    first, save_form = set(), EditPage.save

    def save(page, form):
        key = page.object.pk
        saved = save_form(page, form)
        if key not in first:
            first.add(key)
            meeting.wait()
        other = next(customer.pk for customer in customers if customer.pk != key)
        Customer.objects.select_for_update().get(pk=other)
        return saved

    monkeypatch.setattr(EditPage, "save", save)


def two_crossing_saves(monkeypatch):
    ann = make_user("ann", grants=GRANTS, language="en")
    pair = [make_customer(ann, "first"), make_customer(ann, "second")]
    crossing(monkeypatch, pair)

    def work(customer, meet):
        client = client_of(ann)
        meet()
        answer = save(client, customer, city="Suzhou")
        return answer, client

    return pair, together(work, pair)


def test_two_saves_that_lock_each_other_are_both_stored_once(monkeypatch):
    pair, answers = two_crossing_saves(monkeypatch)
    assert [answer.status_code for answer, _client in answers] == [302, 302]
    for customer, (answer, client) in zip(pair, answers, strict=True):
        customer.refresh_from_db()
        assert (customer.city, customer.version) == ("Suzhou", 2)
        changes = Change.objects.filter(object_id=customer.pk, model="customers.customer")
        assert [change.operation for change in changes] == ["UPDATE", "INSERT"]
        assert client.get(answer.url).content.decode().count("Saved: ") == 1


def test_without_another_try_one_of_them_would_fail(monkeypatch):
    monkeypatch.setattr(transactions, "TRIES", 1)
    pair, answers = two_crossing_saves(monkeypatch)
    assert sorted(answer.status_code for answer, _client in answers) == [302, 409]
    [lost] = [answer for answer, _client in answers if answer.status_code == 409]
    assert "What you sent was NOT saved." in lost.content.decode()
    assert sorted(Customer.objects.values_list("city", flat=True)) == ["", "Suzhou"]


def test_a_deadlock_that_does_not_end_is_given_up_after_five_tries(monkeypatch):
    monkeypatch.setattr(transactions, "PAUSE", 0)
    runs = []

    def work():
        runs.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")

    with pytest.raises(OperationalError) as raised:
        transactions.again(work)
    assert len(runs) == transactions.TRIES
    assert faults.fault_of(raised.value) is faults.HELD
