"""What can happen to a contact."""

from core import audit, saving
from customers.models import Contact


def create(contact: Contact, *, by) -> Contact:
    """Add a contact; a new main contact takes the place of the former one."""
    with audit.acting(by, "add"):
        step_back(contact)
        return saving.create(contact, by=by)


def update(contact: Contact, *, by, seen=None) -> Contact:
    """Store a contact; a new main contact takes the place of the former one."""
    with audit.acting(by, "edit"):
        step_back(contact)
        return saving.update(contact, by=by, seen=seen)


def step_back(contact: Contact) -> None:
    if contact.is_main:
        others = Contact.objects.filter(customer_id=contact.customer_id, is_main=True)
        others.exclude(pk=contact.pk).update(is_main=False)
