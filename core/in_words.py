"""Columns and stored values of the audit trail in words.

A history asks the same of each field again and again: what never changes is kept, by language.
"""

from decimal import Decimal
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import EntriesField
from core.models.dictionary import known_entries

HIDDEN = {"id", "custom", "path", "created_by_id", "created_at", "updated_at", "version"}


def is_told(column: str) -> bool:
    return column not in HIDDEN and not column.endswith(("_pinyin", "_initials", "_core"))


@cache
def field_of(model, column):
    """Return the field of a column; None for one that this version no longer has."""
    name = column.removesuffix("_id")
    for candidate in (column, name):
        try:
            return model._meta.get_field(candidate)
        except FieldDoesNotExist:
            continue
    return None


def label_of(model, column) -> str:
    return label_in(get_language(), model, column)


@cache
def label_in(language, model, column) -> str:
    field = field_of(model, column)
    return capfirst(str(field.verbose_name)) if field else column


@cache
def labels_in(language, model) -> tuple[tuple[str, str], ...]:
    """Return (name, label) of the fields of a model that a history tells."""
    told = [field for field in model._meta.concrete_fields if is_told(field.column)]
    return tuple((field.name, label_in(language, model, field.name)) for field in told)


@cache
def choices_in(language, model, column) -> dict:
    """Return {stored value: text} of a field with choices."""
    choices = getattr(field_of(model, column), "flatchoices", None) or ()
    return {value: str(text) for value, text in choices}


def value_of(model, column, value, names) -> str:
    """Return a stored value in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, list) and isinstance(field_of(model, column), EntriesField):
        return "、".join(known_entries()[key].label for key in value if key in known_entries())
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "、".join(value_of(model, column, part, names) for part in value)
    if isinstance(value, (dict, list)):
        return ""  # codes with figures: the column beside them says what they mean
    if (model, column, value) in names:
        return names[model, column, value]
    field, choices = field_of(model, column), choices_in(get_language(), model, column)
    if value in choices and not isinstance(value, bool):
        return choices[value]
    if isinstance(field, DecimalField):
        return f"{Decimal(value):,.{field.decimal_places}f}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and "T" in value and (moment := parse_datetime(value)):
        return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment.tzinfo else value
    return str(value)
