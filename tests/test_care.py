"""Care: whose birthday it is, who has been a customer for years, who is silent; seen to once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.filters import start_of_day
from customers import care
from customers.models import CareMark
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_contact, make_customer, make_followup, make_order

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def years_ago(count):
    day = TODAY()
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - count, day=last)


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), ["account_manager"], language="en")


@pytest.fixture
def bob(ann):
    return make_user("bob", make_department("Other"), ["account_manager"], language="en")


def found(user):
    return {
        (name, each.customer.name, each.text)
        for name, _kind, rows in care.today_for(user)
        for each in rows
    }


def test_occasions_of_today_within_reach(ann, bob, settings):
    firm = make_customer(ann, "华宁厂", filed_on=years_ago(3), state="deal")
    make_contact(firm, "王工", birthday=years_ago(40))
    make_contact(firm, "李工", birthday=years_ago(40) - timedelta(days=1))
    make_contact(make_customer(bob, "他厂"), "赵工", birthday=years_ago(30))
    assert {row[:2] for row in found(ann)} == {("birthday", "华宁厂"), ("filed", "华宁厂")}
    assert ("birthday", "华宁厂", "王工") in found(ann)


def test_the_first_order_has_its_anniversary(ann):
    firm = make_customer(ann, "华宁厂", filed_on=TODAY() - timedelta(days=900))
    make_order(ann, customer=firm, state="confirmed", ordered_on=years_ago(2))
    assert {row[:2] for row in found(ann)} == {("first_order", "华宁厂")}


def test_a_key_customer_that_is_silent(ann):
    level = entry("customer_level", "a")
    silent = make_customer(ann, "沉默厂", level=level)
    make_followup(silent, at=timezone.now() - timedelta(days=50))
    make_customer(ann, "小厂")
    type(silent).objects.filter(pk=silent.pk).update(
        last_contact_at=timezone.now() - timedelta(days=50)
    )
    assert {row[:2] for row in found(ann)} == {("silent", "沉默厂")}


def test_leap_day_is_kept_on_the_28th():
    day = start_of_day().date().replace(year=2027, month=2, day=28)
    assert "29" in str(care.on_this_day("birthday", day))
    assert "29" not in str(care.on_this_day("birthday", day.replace(year=2028)))


def test_what_was_seen_to_is_gone(client, ann, bob):
    firm = make_customer(ann, "华宁厂")
    contact = make_contact(firm, "王工", birthday=years_ago(40))
    client.force_login(ann)
    page = client.get(reverse("customers:customer_care"))
    assert "王工" in page.content.decode()
    assert f"customer={firm.pk}&amp;contact={contact.pk}" in page.content.decode()
    url = reverse("customers:customer_care_done", args=[firm.pk])
    data = {"kind": "birthday", "contact": contact.pk}
    for _ in "twice":
        client.post(url, data)
    assert CareMark.objects.count() == 1
    assert "王工" not in client.get(reverse("customers:customer_care")).content.decode()
    client.force_login(bob)
    assert client.post(url, data).status_code == 404


def test_a_contact_of_another_customer_is_refused(client, ann):
    firm, contact = make_customer(ann), make_contact(make_customer(ann))
    client.force_login(ann)
    url = reverse("customers:customer_care_done", args=[firm.pk])
    client.post(url, {"kind": "birthday", "contact": contact.pk})
    assert CareMark.objects.count() == 0
