"""Customers of whom something is not stated: the filter of the list, and where reports lead."""

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.custom.fields import fields_of
from core.custom.kinds import kinds
from core.models import CustomField
from customers.models import Contact, Customer

FIELDS = (
    *("level", "category", "industry", "source", "region", "credit_level", "satisfaction"),
    *("buying_intent", "collected_by"),
)


def main_contact(**more) -> Exists:
    rows = Contact.everything.filter(customer=OuterRef("pk"), is_main=True, deleted_at=None)
    return Exists(rows.filter(**more))


# {name in the address: (words, condition)} of what is more than an empty reference
FACTS = {
    "phone": (
        _("Phone, or main contact with a phone"),
        Q(~main_contact(mobile__gt=""), ~main_contact(office_phone__gt=""), phone=""),
    ),
    "main_contact": (_("Main contact"), Q(~main_contact())),
    "address": (_("Address"), Q(address="")),
    "next_contact": (_("Next contact"), Q(next_contact_at=None)),
}
DECLARED = [
    *((name, capfirst(Customer._meta.get_field(name).verbose_name)) for name in FIELDS),
    ("department", _("Department")),
    *((name, label) for name, (label, _condition) in FACTS.items()),
]
Kind = CustomField.Kind
OWN = (Kind.CHOICE, Kind.PERSON)


def own(user) -> dict:
    """Return {key: custom field} of those that hold one value or none."""
    return {field.key: field for field in fields_of(Customer, user) if field.kind in OWN}


def choices(user) -> list[tuple]:
    return [*DECLARED, *((key, field.label) for key, field in own(user).items())]


def without(rows, names, user):
    """Keep the customers of whom none of these is stated."""
    fields = own(user)
    for name in names or ():
        if name in FACTS:
            rows = rows.filter(FACTS[name][1])
        elif name in fields:
            stated = {name: kinds[fields[name].kind].expression(fields[name])}
            rows = rows.alias(**stated).filter(**{f"{name}__isnull": True})
        else:
            path = {"department": "owner__department"}.get(name, name)
            rows = rows.filter(**{f"{path}__isnull": True})
    return rows
