"""Filters of lists: in the URL, within reach, shown as chips."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import DecimalValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.address import SUFFIXES
from core.fields import DictionaryChoices, RelatedChoice
from core.forms import keep_in_reach
from core.models import DictionaryItem
from core.ui import Chip


class RecordFilter(django_filters.FilterSet):
    """Search text plus the declared filters; an unknown or malformed value filters nothing."""

    q = django_filters.CharFilter(method="search", label=_("Search"))

    def __init__(self, data=None, queryset=None, *, user, whole=False, **kwargs):
        if not whole:
            self.base_filters = self.asked_filters(data or {})
        super().__init__(data, queryset, **kwargs)
        self.user = user
        keep_in_reach(self.form, user)
        self.bound_numbers()

    def bound_numbers(self):
        """Refuse numbers that no column holds: PostgreSQL cannot even read 1e999999."""
        for field in self.form.fields.values():
            for part in getattr(field, "fields", ()):
                if isinstance(part, forms.DecimalField):
                    part.validators.append(DecimalValidator(30, 12))

    @classmethod
    def asked_filters(cls, data) -> dict:
        """Return the filters that the address mentions, and the search: mostly there are no more.

        The others are left out before they are copied for this list.
        """
        asked = {name.removesuffix(suffix) for name in data for suffix in SUFFIXES}
        known = cls.base_filters.items()
        return {name: each for name, each in known if name == "q" or name in asked}

    def search(self, rows, name, value):
        return rows.search(value)

    def filter_queryset(self, queryset):
        """Apply the filters whose value is sound: one bad value does not empty the list."""
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def qs(self):
        if not hasattr(self, "_qs"):
            self.form.is_valid()
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    def chips(self, url) -> list[Chip]:
        """Return the active conditions; `url(name)` is the list without that condition."""
        self.form.is_valid()
        drawn = []
        for name, value in self.form.cleaned_data.items():
            if value in (None, "", [], ()) or isinstance(value, QuerySet) and not value:
                continue
            field = self.form.fields[name]
            text = describe(field, value)
            drawn.append(Chip(str(field.label or name), text=text, remove_url=url(name)))
        return drawn


def describe(field, value) -> str:
    """Return a filter value in words."""
    if isinstance(value, slice):
        return " – ".join(part_of(part) for part in (value.start, value.stop))
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(str(row) for row in value)
    if isinstance(field, (forms.MultipleChoiceField, forms.ChoiceField)) and not isinstance(
        field, forms.ModelChoiceField
    ):
        names = {str(key): str(label) for key, label in field.choices}
        values = value if isinstance(value, list) else [value]
        return "、".join(names.get(str(part), str(part)) for part in values)
    return str(value)


def part_of(value) -> str:
    """Return one end of a range of days or numbers in words."""
    if value is None:
        return "…"
    return f"{value:%Y-%m-%d}" if hasattr(value, "year") else f"{value:,}"


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Rows whose field has one of the chosen values.

    Nothing is joined, so no row is found twice: DISTINCT would read all rows that match.
    """

    def __init__(self, **kwargs):
        super().__init__(widget=forms.CheckboxSelectMultiple, distinct=False, **kwargs)

    def is_noop(self, qs, value):
        return not value

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class DictionaryFilter(ChoicesFilter):
    """Rows whose dictionary field has one of the chosen entries."""

    field_class = DictionaryChoices

    def __init__(self, list_code, **kwargs):
        super().__init__(list_code=list_code, queryset=DictionaryItem.objects.none(), **kwargs)


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    """Rows between two days, both included."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", django_filters.widgets.DateRangeWidget(attrs={"type": "date"}))
        super().__init__(**kwargs)


def start_of_day(day=None):
    """Return midnight of `day` (today) in the firm's time zone, aware."""
    day = day or timezone.localdate()
    return timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))


class PersonFilter(django_filters.ModelChoiceFilter):
    """Rows of one person, picked by typing."""

    field_class = RelatedChoice

    def __init__(self, **kwargs):
        super().__init__(queryset=get_user_model().objects.all(), **kwargs)
