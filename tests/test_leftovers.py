"""Shipped rows are put back after a test with real transactions, however busy the machine is."""

import threading

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from crm_site.settings.base import LIMITS
from customers.models import Customer
from tests.support import database
from tests.support.people import make_user
from tests.support.records import make_customer


class Broken(Exception):
    """What the driver says."""

    sqlstate = "40P01"


def failing(calls, error):
    """Return what fails the first time."""

    def put_back():
        calls.append(1)
        if len(calls) == 1:
            raise error

    return put_back


@pytest.mark.django_db
def test_a_deadlock_costs_one_more_try_and_is_told():
    calls, deadlock = [], OperationalError("deadlock detected")
    deadlock.__cause__ = Broken()
    with pytest.warns(UserWarning, match="deadlock. Other connections"):
        database.twice(failing(calls, deadlock))
    assert len(calls) == 2


@pytest.mark.django_db
def test_any_other_fault_is_raised_with_who_else_is_there():
    calls = []
    with pytest.raises(DatabaseError) as raised:
        database.twice(failing(calls, DatabaseError("no such table")))
    assert len(calls) == 1
    assert raised.value.__notes__[0].startswith("Other connections: ")


@pytest.mark.django_db(transaction=True)
def test_whoever_holds_a_row_is_waited_for_longer_than_a_page_would_wait():
    make_customer(make_user("ann"))
    holding, may_end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Customer.objects.update(city="Suzhou")
            holding.set()
            may_end.wait(60)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(60)
    threading.Timer(float(LIMITS["lock_timeout"].rstrip("s")) + 0.2, may_end.set).start()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE customers_customer")
    thread.join(60)
    assert may_end.is_set()
