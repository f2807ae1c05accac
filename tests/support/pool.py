"""Customers nobody has talked to for long, and the night in which the pool rules move them."""

from datetime import timedelta

from django.utils import timezone

from customers.models import Customer
from customers.services import returning
from tests.support.records import make_customer


def make_silent(owner, days, **fields):
    """Make a customer whose last follow-up was so many days ago."""
    customer = make_customer(owner, **fields)
    then = timezone.now() - timedelta(days=days)
    Customer.objects.filter(pk=customer.pk).update(
        last_contact_at=then, claimed_at=then, created_at=then
    )
    customer.refresh_from_db()
    return customer


def run_night():
    """Do what the nightly job does, its batches included."""
    made = returning.begin()
    for batch in made:
        returning.carry_on(batch)
    return made
