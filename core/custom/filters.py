"""Filters of custom fields: a list's filter class with one more filter for each field."""

from datetime import UTC
from functools import reduce
from operator import or_

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from core.custom.fields import fields_of
from core.custom.kinds import STAMP, kinds
from core.fields import RelatedChoice
from core.filters import DayRangeFilter, DictionaryFilter
from core.models import CustomField

Kind = CustomField.Kind
MOST_MADE = 200
made: dict[tuple, type] = {}  # making a class costs as much as a statement


class CustomFilter:
    """Mixin: `condition(value)` compares the stored value, which goes by the filter's name."""

    def __init__(self, *, custom, **kwargs):
        self.custom = custom
        super().__init__(label=custom.label, **kwargs)

    def filter(self, rows, value):
        if value in (None, "", []):
            return rows
        expression = kinds[self.custom.kind].expression(self.custom)
        return rows.alias(**{self.custom.key: expression}).filter(self.condition(value))

    def condition(self, value) -> Q:
        return Q(**{self.custom.key: value})


class TextFilter(CustomFilter, django_filters.CharFilter):
    def condition(self, value):
        return Q(**{f"{self.custom.key}__zh": value})


class TickFilter(CustomFilter, django_filters.BooleanFilter):
    def condition(self, value):
        if value:
            return Q(custom__contains={self.custom.name: True})
        return ~Q(custom__contains={self.custom.name: True})


class Between:
    """Mixin: between two ends, either of which may be missing."""

    def condition(self, value):
        ends = {"gte": value.start, "lte": value.stop}
        given = {way: self.end(end) for way, end in ends.items() if end is not None}
        return Q(**{f"{self.custom.key}__{way}": end for way, end in given.items()})

    def end(self, value):
        return value


class FigureFilter(Between, CustomFilter, django_filters.RangeFilter):
    pass


class DayFilter(Between, CustomFilter, DayRangeFilter):
    def end(self, value):
        if self.custom.kind == Kind.DAY:
            return timezone.localtime(value).date().isoformat()
        return value.astimezone(UTC).strftime(STAMP)


class ChoiceFilter(CustomFilter, DictionaryFilter):
    """Any of the chosen entries."""

    def condition(self, value):
        keys = [entry.pk for entry in value]
        if self.custom.kind == Kind.CHOICE:
            return Q(**{f"{self.custom.key}__in": keys})
        return reduce(or_, (Q(custom__contains={self.custom.name: [key]}) for key in keys))


class KeyFilter(CustomFilter, django_filters.ModelChoiceFilter):
    field_class = RelatedChoice

    def condition(self, value):
        return Q(**{self.custom.key: value.pk})


def filter_of(field: CustomField):
    """Return the filter of one custom field."""
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return FigureFilter(custom=field)
    if field.kind in (Kind.DAY, Kind.MOMENT):
        return DayFilter(custom=field)
    if field.kind in CustomField.LISTS:
        return ChoiceFilter(custom=field, list_code=field.dictionary.code)
    if field.kind == Kind.TICK:
        return TickFilter(custom=field)
    if field.kind == Kind.PERSON:
        return KeyFilter(custom=field, queryset=get_user_model().objects.all())
    if field.kind == Kind.RECORD:
        return KeyFilter(custom=field, queryset=kinds[field.kind].related(field).objects.all())
    return TextFilter(custom=field)


def with_custom(base, model, user) -> type:
    """Return the filter class `base` with the custom fields that `user` may see."""
    fields = fields_of(model, user)
    if not fields:
        return base
    mark = (base, get_language(), *((field.pk, field.version) for field in fields))
    if mark not in made:
        if len(made) >= MOST_MADE:
            made.clear()
        made[mark] = type(base.__name__, (base,), {field.key: filter_of(field) for field in fields})
    return made[mark]


def sortable(rows, user, sort: str):
    """Return the rows with the custom field that the address sorts by, under its key."""
    wanted = sort.removeprefix("-")
    for field in fields_of(rows.model, user) if wanted.startswith("x_") else ():
        if field.key == wanted:
            rows = rows.alias(**{field.key: kinds[field.kind].expression(field)})
    return rows
