"""Undoing while others work, over real connections: one undo, and no edit is lost."""

import threading
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from core import audit, saving
from core.models import Batch, Change
from core.undoing import work
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer
from tests.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def changed_in_bulk(ann):
    batch = Batch.objects.create(kind="bulk", model="customers.customer", by=ann, state="running")
    with audit.acting(ann, "bulk", batch=batch):
        Customer.objects.update(city="B")
    batch.state, batch.finished_at = "done", timezone.now()
    batch.save()
    return batch


def test_of_two_undos_at_once_one_runs():
    ann = make_user("ann", roles=["administrator"])
    for _n in range(5):
        make_customer(ann, city="A")
    batch = changed_in_bulk(ann)

    def undo(person, meet):
        meet()
        found = work.prepare(Batch.objects.get(pk=batch.pk), by=person)
        work.look_ahead(found)
        meet()
        return work.begin(found, by=person)

    answers = together(undo, [ann, ann, ann])
    assert answers.count(True) == 1
    assert Batch.objects.filter(undo_of=batch).count() == 1
    assert Change.objects.filter(verb="undo").count() == 5
    assert set(Customer.objects.values_list("city", flat=True)) == {"A"}


def test_an_edit_under_way_is_waited_for_and_stays():
    ann = make_user("ann", roles=["administrator"])
    customer = make_customer(ann, city="A")
    undo = work.prepare(changed_in_bulk(ann), by=ann)
    work.look_ahead(undo)
    edited, undoing = threading.Event(), threading.Event()

    def edit():
        with audit.acting(ann, "edit"):
            mine = Customer.objects.get(pk=customer.pk)
            mine.city = "C"
            saving.update(mine, by=ann)
            edited.set()
            undoing.wait(60)
        connection.close()

    real = work.lock_rows

    def lock_rows(model, keys):
        undoing.set()
        return real(model, keys)

    thread = threading.Thread(target=edit)
    thread.start()
    assert edited.wait(60)
    with mock.patch.object(work, "lock_rows", lock_rows):
        work.begin(undo, by=ann)
    thread.join(60)
    undo.refresh_from_db()
    customer.refresh_from_db()
    assert (customer.city, undo.error_count) == ("C", 1)


def test_without_the_lock_the_edit_would_be_lost():
    ann = make_user("ann", roles=["administrator"])
    customer = make_customer(ann, city="A")
    undo = work.prepare(changed_in_bulk(ann), by=ann)
    work.look_ahead(undo)
    real = work.Judge.look

    def look(judge, *arguments):
        found = real(judge, *arguments)
        Customer.objects.filter(pk=customer.pk).update(city="C")  # after the look, before the act
        return found

    with mock.patch.object(work.Judge, "look", look):
        work.begin(undo, by=ann)
    customer.refresh_from_db()
    assert customer.city == "A"
