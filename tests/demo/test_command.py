"""`manage.py demo`: what it refuses, what it leaves alone, and what it tells."""

import pytest
from django.core.management import CommandError

from accounts.models import Department, User
from crm_site.demo import people, reset
from customers.models import Customer
from sales.models import Order
from tests.demo.checks import demo


def test_refused_where_it_is_not_allowed(db, settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="known passwords"):
        demo()
    assert not User.objects.exists()


def test_reset_refused_on_another_machine(db, monkeypatch):
    monkeypatch.setattr(reset, "LOOPBACK", ())
    with pytest.raises(CommandError, match="refused"):
        demo("--reset")


def test_empty_firm_has_people_only(db, settings):
    said = demo("--empty")
    assert people.PASSWORD in said
    assert (settings.VAR_DIR / "demo-sign-ins.txt").read_text() == said
    assert User.objects.count() == len(people.PEOPLE)
    assert not Customer.everything.exists() and not Order.everything.exists()


def test_reset_keeps_other_people(db):
    demo("--empty")
    User.objects.create(username="own", real_name="Own", department=Department.objects.first())
    demo("--reset", "--empty")
    assert User.objects.filter(username="own").exists()
    assert User.objects.count() == len(people.PEOPLE) + 1
