"""A large number of customers: loaded by COPY, with everything in its place afterwards."""

import pytest
from django.db import connection, transaction

from accounts.models import User
from core import saving
from crm_site.demo import bare_tables, crowd, leaving, volume
from crm_site.demo.volume import MODELS
from customers.models import Customer
from customers.services import field_uses
from sales.models import Opportunity, Order
from tests.demo.checks import WRONG_AMOUNTS, WRONG_CONTACTS, WRONG_TOTALS, demo, rows
from tests.support.database import as_owner

INDEXES = "SELECT indexname || indexdef FROM pg_indexes ORDER BY 1"
KEYS = "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1"
LIMITS = """
SELECT current_setting('statement_timeout')
    || current_setting('idle_in_transaction_session_timeout')
"""
COUNTED = "SELECT reltuples::int FROM pg_class WHERE oid = 'customers_customer'::regclass"
FOUND_BY_CUSTOMER = """
SELECT indexname FROM pg_indexes WHERE tablename = 'customers_contact'
AND indexdef LIKE '%(customer_id)%'
"""
TRIGGERS = """
SELECT tgname::text || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1
"""


@pytest.fixture
def structure(db):
    """Indexes, constraints and triggers as they were before the load."""
    return [rows(INDEXES), rows(KEYS), rows(TRIGGERS)]


def test_fills_up_to_the_number_asked_for(structure):
    demo("--customers=2000", "--scale=0.1")
    assert Customer.objects.count() == 2000
    assert [rows(INDEXES), rows(KEYS), rows(TRIGGERS)] == structure
    assert rows(WRONG_TOTALS) == rows(WRONG_AMOUNTS) == rows(WRONG_CONTACTS) == []
    busy, seldom = User.objects.filter(username__in=[crowd.BUSY, crowd.SELDOM]).order_by("pk")
    assert busy.customers.count() > 90 and seldom.customers.count() == 20
    check_search()
    check_next_keys(busy)


def test_drawing_meets_no_time_limit_and_figures_know_their_tables(db, monkeypatch):
    """Drawing a million leaves the connection idle; plans made for empty tables never end then."""
    met = {}

    def asked_before(work, name, question):
        def run(*args):
            met[name] = rows(question)
            return work(*args)

        return run

    monkeypatch.setattr(volume, "Draw", asked_before(volume.Draw, "limits", LIMITS))
    worked_out = asked_before(leaving.work_out, "counted", COUNTED)
    monkeypatch.setattr(leaving, "work_out", worked_out)
    completed = asked_before(field_uses.set_all, "contacts", FOUND_BY_CUSTOMER)
    monkeypatch.setattr(field_uses, "set_all", completed)
    demo("--customers=613", "--scale=0.02")
    # without an index each of a million customers looks through a million contacts
    wanted = {"limits": ["00"], "counted": [613], "contacts": ["customers_contact_one_main"]}
    assert met == wanted


def check_search():
    """A customer is found by its name, its pinyin, its initials and its number."""
    customer = Customer.objects.latest("pk")
    word, pinyin = customer.short_name[:2], customer.name_pinyin
    for text in (word, pinyin, customer.name_initials, customer.number):
        assert customer in Customer.objects.search(text)
    chance = Opportunity.objects.latest("pk")
    assert chance in Opportunity.objects.search(chance.customer_name_initials)


def check_next_keys(user):
    """New records get keys and numbers after the loaded ones."""
    order = Order(customer=Customer.objects.first(), owner=user, ordered_on="2026-01-05")
    saving.create(order, by=user)
    assert order.pk > Order.objects.exclude(pk=order.pk).latest("pk").pk


def test_a_failed_load_leaves_the_tables_as_they_were(structure):
    fails = pytest.raises(ZeroDivisionError)
    with as_owner(), fails, transaction.atomic(), bare_tables.bare(MODELS):
        assert rows(INDEXES) != structure[0]
        _ = 1 / 0
    assert [rows(INDEXES), rows(KEYS), rows(TRIGGERS)] == structure
    assert connection.is_usable()
