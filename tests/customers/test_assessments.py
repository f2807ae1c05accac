"""Credit and satisfaction keep their history; the newest stands on the customer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.errors import RuleBroken
from core.routes import url_for
from customers.models import CreditAssessment
from customers.services import assessments
from tests.support.people import make_user
from tests.support.records import entry, make_credit, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user("ann", roles=["account_manager"], language="en")


def test_the_newest_assessment_is_the_credit_level(ann):
    customer, today = make_customer(ann), timezone.localdate()
    make_credit(customer, ann, "poor")
    make_credit(customer, ann, "excellent", on=today - timedelta(days=30))  # written down later
    customer.refresh_from_db()
    assert customer.credit_level.code == "poor"
    assert customer.credit_assessments.count() == 2


def test_nobody_assesses_the_future(ann):
    with pytest.raises(RuleBroken):
        make_credit(make_customer(ann), ann, on=timezone.localdate() + timedelta(days=1))


def test_an_assessment_is_written_on_the_page_of_the_customer(ann):
    customer, client = make_customer(ann), Client()
    client.force_login(ann)
    page = client.get(url_for(customer, "detail") + "?tab=credit")
    assert f"{url_for(CreditAssessment, 'add')}?customer={customer.pk}" in page.content.decode()
    data = {
        "customer": customer.pk,
        "on": str(timezone.localdate()),
        "level": entry("credit_level", "good").pk,
        "score": 80,
        "reason": "paid in time",
    }
    client.post(url_for(CreditAssessment, "add"), data)
    row = customer.credit_assessments.get()
    assert (row.score, row.assessed_by, row.level.code) == (80, ann, "good")


def test_the_newest_satisfaction_stands_on_the_customer(ann):
    customer, now = make_customer(ann), timezone.now()
    poor, good = entry("satisfaction", "poor"), entry("satisfaction", "good")
    assessments.note_satisfaction(customer, good, source="survey", by=ann, at=now)
    earlier = now - timedelta(days=9)
    assessments.note_satisfaction(customer, poor, source="feedback", by=ann, at=earlier)
    customer.refresh_from_db()
    assert customer.satisfaction == good and customer.satisfactions.count() == 2
