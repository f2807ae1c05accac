"""A customer on which something of every kind hangs: for tests that nothing of it is lost."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core import attachments
from tests.support.people import make_user
from tests.support.records import (
    make_contact,
    make_credit,
    make_customer,
    make_followup,
    make_opportunity,
    make_order,
    make_request,
    make_tag,
)


def furnished(owner, name):
    """Make a customer on which one of each kind hangs."""
    customer = make_customer(owner, name)
    make_contact(customer, is_main=True)
    make_followup(customer, by=owner)
    make_opportunity(owner, customer=customer)
    make_order(owner, customer=customer)
    make_credit(customer, owner)
    make_request(customer, make_user(f"asks-{customer.pk}"))
    make_tag(f"tag {customer.pk}", customer)
    attachments.add(customer, SimpleUploadedFile("a.txt", b"text"), by=owner)
    return customer
