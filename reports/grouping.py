"""Custom fields of customers in reports: what a report is narrowed by and what its lines are of.

The values are read from the column `custom` of the customers that a report reads anyway; the index
of a marked field serves lists, not sums over a period.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.custom.fields import fields_of
from core.custom.kinds import kinds
from core.models import CustomField
from core.models.dictionary import known_entries
from customers.models import Customer

Kind = CustomField.Kind
# fields that divide customers into few groups; of the second ones a customer is in one
NARROWING = (Kind.CHOICE, Kind.CHOICES, Kind.TICK, Kind.PERSON)
DIVIDING = (Kind.CHOICE, Kind.TICK, Kind.PERSON)


def narrowing(user) -> list[CustomField]:
    """Return the custom fields by which the person can narrow a report of customers."""
    return [field for field in fields_of(Customer, user) if field.kind in NARROWING]


@dataclass(frozen=True)
class Grouping:
    """One line for each value of a custom field of the customers."""

    field: CustomField

    def key(self, path="customer__"):
        """Return the expression of the group of a row; `path` leads to its customer."""
        value = kinds[self.field.kind].expression(self.field, path)
        if self.field.kind == Kind.TICK:
            return Coalesce(value, Value("false"), output_field=TextField())  # filters say so too
        return value

    def names(self, keys) -> dict:
        """Return {key: name}; customers without a value stand under None."""
        nothing = {None: _("not stated")}
        if self.field.kind == Kind.TICK:
            return {"true": _("yes"), "false": _("no")}
        if self.field.kind == Kind.CHOICE:
            known = known_entries()
            return nothing | {key: known[key].label for key in keys if key in known}
        people = get_user_model()._base_manager.filter(pk__in=[key for key in keys if key])
        return nothing | {person.pk: str(person) for person in people}


def groupings(user) -> dict[str, Grouping]:
    """Return {key of the field: Grouping} that the person may ask for."""
    fields = fields_of(Customer, user)
    return {field.key: Grouping(field) for field in fields if field.kind in DIVIDING}


def choices(user) -> list[tuple[str, str]]:
    """Return the groupings as choices of a form."""
    return [(key, grouping.field.label) for key, grouping in groupings(user).items()]
