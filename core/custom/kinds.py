"""What a value of each kind of custom field is: in a form, in the column, in a filter, in order.

Values are stored as JSON that sorts and compares as text or casts to a number: amounts as
"1234.50", days as "2026-11-22", moments in UTC as "2026-11-22T06:30:00Z", records as their key.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, DecimalField, Field
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from core.fields import MOMENTS, DictionaryChoice, DictionaryChoices, RelatedChoice
from core.models import CustomField, DictionaryItem
from core.registry import Registry

STAMP = "%Y-%m-%dT%H:%M:%SZ"
LONGEST_TEXT, LONGEST_REMARK = 200, 5_000


@dataclass(frozen=True)
class Kind:
    """One kind of custom field; `cell` is the kind of column that writes its values."""

    cell: str = "text"
    output: Field | None = None  # what the stored text is cast to before it sorts and compares

    def form_field(self, field: CustomField, **options) -> forms.Field:
        return forms.CharField(max_length=LONGEST_TEXT, **options)

    def stored(self, value) -> Any:
        """Return the JSON of a cleaned form value; None when there is none."""
        return None if value in (None, "", []) else value

    def value(self, stored) -> Any:
        """Return what the JSON means: a number, a day, the key of a record."""
        return stored

    def initial(self, stored) -> Any:
        """Return what a form field shows for the JSON."""
        return self.value(stored)

    def expression(self, field: CustomField, path=""):
        """Return what the database sorts, compares and indexes; text is read as text.

        `path` ("customer__") leads to the record that carries the field.
        """
        text = KeyTextTransform(field.name, f"{path}custom")
        return Cast(text, self.output) if self.output else text

    def related(self, field: CustomField):
        """Return the model whose keys are stored; None for plain values."""
        return


@dataclass(frozen=True)
class LongText(Kind):
    def form_field(self, field, **options):
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(max_length=LONGEST_REMARK, widget=area, **options)


@dataclass(frozen=True)
class Figure(Kind):
    """A number with up to `places` decimals, stored as text so that no digit is lost."""

    places: int = 4

    def form_field(self, field, **options):
        return forms.DecimalField(max_digits=18, decimal_places=self.places, **options)

    def stored(self, value):
        return None if value is None else str(value)

    def value(self, stored):
        return Decimal(stored)


@dataclass(frozen=True)
class Day(Kind):
    def form_field(self, field, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **options)

    def stored(self, value):
        return value.isoformat() if value else None

    def value(self, stored):
        return date.fromisoformat(stored)


@dataclass(frozen=True)
class Moment(Kind):
    def form_field(self, field, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        options["validators"] = MOMENTS
        return forms.DateTimeField(widget=widget, input_formats=formats, **options)

    def stored(self, value: datetime | None):
        return value.astimezone(UTC).strftime(STAMP) if value else None

    def value(self, stored):
        return parse_datetime(stored)


@dataclass(frozen=True)
class Tick(Kind):
    def form_field(self, field, **options):
        return forms.BooleanField(**{**options, "required": False})

    def stored(self, value):
        return bool(value)


@dataclass(frozen=True)
class Link(Kind):
    def form_field(self, field, **options):
        return forms.URLField(max_length=LONGEST_TEXT, assume_scheme="https", **options)


@dataclass(frozen=True)
class Reference(Kind):
    """The key of one record; people are all people of the firm, records obey reach."""

    def form_field(self, field, **options):
        return RelatedChoice(queryset=self.related(field)._default_manager.all(), **options)

    def stored(self, value):
        return getattr(value, "pk", value) or None

    def related(self, field):
        if field.kind == CustomField.Kind.PERSON:
            return get_user_model()
        return apps.get_model(field.target)


@dataclass(frozen=True)
class Choice(Reference):
    def form_field(self, field, **options):
        return DictionaryChoice(
            queryset=DictionaryItem.objects.none(),
            limit_choices_to={"type__code": field.dictionary.code},
            **options,
        )

    def related(self, field):
        return DictionaryItem


@dataclass(frozen=True)
class Choices(Kind):
    """Several entries of a list, stored as an array of their keys."""

    def form_field(self, field, **options):
        return DictionaryChoices(
            queryset=DictionaryItem.objects.none(),
            list_code=field.dictionary.code,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )

    def stored(self, value):
        return [entry.pk for entry in value] if value else None

    def related(self, field):
        return DictionaryItem


NUMERIC = DecimalField(max_digits=20, decimal_places=4)

kinds = Registry(
    {
        CustomField.Kind.TEXT: Kind(),
        CustomField.Kind.LONG_TEXT: LongText(),
        CustomField.Kind.NUMBER: Figure("number", NUMERIC),
        CustomField.Kind.MONEY: Figure("money", NUMERIC, places=2),
        CustomField.Kind.DAY: Day("day"),
        CustomField.Kind.MOMENT: Moment("moment"),
        CustomField.Kind.TICK: Tick("tick"),
        CustomField.Kind.CHOICE: Choice("text", BigIntegerField()),
        CustomField.Kind.CHOICES: Choices("text"),
        CustomField.Kind.LINK: Link("link"),
        CustomField.Kind.PERSON: Reference("text", BigIntegerField()),
        CustomField.Kind.RECORD: Reference("record", BigIntegerField()),
    }
)
assert len(kinds) == len(CustomField.Kind)
