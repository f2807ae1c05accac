"""Rows that are checked with few statements before they are stored."""

from django.db import models

from core import constraints


class Checked(models.Model):
    """Asks its constraints at once, and no foreign key about a row that is at hand."""

    former = None  # the row as it is stored, locked, while a form changes this one

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """Check the columns; a related row that was read already is known to be there."""
        known = {name for name in self._state.fields_cache if related_at_hand(self, name)}
        super().clean_fields(exclude={*(exclude or ()), *known})

    def validate_constraints(self, exclude=None):
        constraints.validate(self, exclude)


def related_at_hand(obj, name) -> bool:
    """Say whether the row that a foreign key names lies in the record, whatever it may be."""
    field, row = obj._meta.get_field(name), obj._state.fields_cache[name]
    if row is None or not field.concrete or field.get_limit_choices_to():
        return False
    return row.pk is not None and row.pk == getattr(obj, field.attname)
