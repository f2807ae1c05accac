"""What can happen to a contact."""

from core import audit, saving
from core.locking import lock
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


def restore(contact: Contact, *, by) -> Contact:
    """Take a contact out of the recycle bin; who became the main contact meanwhile stays it."""
    with audit.acting(by, "restore"):
        lock(contact)
        others = Contact.objects.filter(customer_id=contact.customer_id, is_main=True)
        if contact.is_main and others.exclude(pk=contact.pk).exists():
            contact.is_main = False
            contact.save(update_fields=["is_main", "updated_at"])
        return saving.restore(contact, by=by)


def step_back(contact: Contact) -> None:
    if contact.is_main:
        others = Contact.objects.filter(customer_id=contact.customer_id, is_main=True)
        others.exclude(pk=contact.pk).update(is_main=False)
