"""What can happen to an occasion of care: somebody sees to it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleBroken
from customers.models import CareMark, Contact, Customer


def see_to(customer: Customer, *, kind: str, contact_id: int | None = None, by) -> CareMark:
    """Mark an occasion of today as done; a second mark changes nothing."""
    with audit.acting(by, "care.done"):
        if contact_id and not Contact.objects.filter(pk=contact_id, customer=customer).exists():
            raise RuleBroken(_("This contact belongs to another customer."))
        mark, _new = CareMark.objects.get_or_create(
            kind=kind,
            customer=customer,
            contact_id=contact_id,
            on=timezone.localdate(),
            defaults={"by": by},
        )
    return mark
