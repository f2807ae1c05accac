"""How the audit trail is searched; every condition is one that an index serves."""

import re

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from core import history, trail
from core.filters import DayRangeFilter, PersonFilter, RecordFilter
from core.keys import key_of
from core.models import Batch, Change
from core.models.changes import AddressPart
from core.querysets import RecordQuerySet
from core.search import StartsWith, like_prefix

FOUND = 200  # records that a name may mean
LOOKED_THROUGH = 10_000  # entries among which a field is looked for
REFERENCE = re.compile(r"[0-9a-f]{12}")


class ChangeFilter(RecordFilter):
    """By person, record, action, time, place; `field` looks through the newest that are left."""

    by = PersonFilter(label=_("By"))
    model = django_filters.ChoiceFilter(choices=trail.kinds, label=_("Kind of record"))
    record = django_filters.CharFilter(
        method="of_record", label=_("Record"), help_text=_("Its name, number or key.")
    )
    operation = django_filters.ChoiceFilter(choices=Change.Operation, label=_("Kind of change"))
    verb = django_filters.CharFilter(
        method="of_verb", label=_("Action"), help_text=_("As the list says it, such as confirmed.")
    )
    field = django_filters.ChoiceFilter(method="of_field", choices=(), label=_("Changed field"))
    at = DayRangeFilter(label=_("Time"))
    address = django_filters.CharFilter(method="of_address", label=_("Address"))
    request = django_filters.CharFilter(
        method="of_request",
        label=_("Request"),
        help_text=_("The number that an error page or the log tells."),
    )
    batch = django_filters.ModelChoiceFilter(
        queryset=Batch.objects.all(), label=_("Job"), widget=forms.HiddenInput
    )

    class Meta:
        model = Change
        fields = []

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        label = (data or {}).get("model", "")
        self.kind = trail.model_of(label) if label in dict(trail.kinds()) else None
        if field := self.form.fields.get("field"):
            told = history.fields_told(self.kind, self.user) if self.kind else ()
            field.choices = [("", "---------"), *told]
            field.help_text = (
                _("Among the newest 10,000 entries that are left.")
                if self.kind
                else _("Choose the kind of record first.")
            )

    def filter_queryset(self, queryset):
        """Apply the field last: it is looked for in what the other conditions leave."""
        asked = self.form.cleaned_data.pop("field", None)
        rows = super().filter_queryset(queryset)
        if not asked or not self.kind:
            return rows
        self.form.cleaned_data["field"] = asked
        column = history.column_of(self.kind, asked)
        newest = rows.order_by("-at", "-pk").values("pk")[:LOOKED_THROUGH]
        return queryset.filter(
            Q(before__has_key=column) | Q(after__has_key=column),
            pk__in=newest,
            operation=Change.Operation.UPDATE,
        )

    def of_field(self, rows, name, value):
        return rows

    def search(self, rows, name, value):
        """Find by whatever was typed: a number of a request, an address, a person, an action."""
        text = value.strip()
        if REFERENCE.fullmatch(text):
            return self.of_request(rows, name, text)
        if re.fullmatch(r"[0-9a-fA-F]*[.:][0-9a-fA-F.:]+", text):
            return self.of_address(rows, name, text)
        people = get_user_model()._base_manager.filter(
            Q(username__iexact=text) | Q(real_name__icontains=text) | Q(employee_no=text)
        )
        found = Q(by__in=list(people.values_list("pk", flat=True)[:FOUND]))
        if (key := key_of(text)) is not None:
            found |= Q(model__in=[label for label, _name in trail.kinds()], object_id=key)
        return rows.filter(found | Q(verb__in=verbs_called(text)))

    def of_record(self, rows, name, value):
        """Find by key, and by name or number where the kind says how it is searched."""
        text, labels = value.strip(), [label for label, _name in trail.kinds()]
        key = key_of(text)
        found = Q(pk=None) if key is None else Q(model__in=labels, object_id=key)
        if self.kind:
            keys = keys_called(self.kind, text, self.user) + ([] if key is None else [key])
            found = Q(model=self.kind._meta.label_lower, object_id__in=keys)
        return rows.filter(found)

    def of_verb(self, rows, name, value):
        return rows.filter(verb__in=verbs_called(value.strip()))

    def of_address(self, rows, name, value):
        return rows.filter(StartsWith(AddressPart(F("origin")), Value(like_prefix(value.strip()))))

    def of_request(self, rows, name, value):
        return rows.filter(StartsWith(F("origin"), Value(like_prefix(value.strip()))))


def verbs_called(text: str) -> list[str]:
    """Return the verbs whose word or code holds a text."""
    wanted = text.lower()
    return [
        verb
        for verb, word in history.verbs.items()
        if wanted and (wanted in str(word).lower() or verb.startswith(wanted))
    ]


def keys_called(model, text: str, user) -> list[int]:
    """Return the keys of the records that a text finds for `user`, deleted ones too."""
    rows = getattr(model, "everything", model._base_manager).all()
    if isinstance(rows, RecordQuerySet):
        rows = rows.covered_for(user)
    if hasattr(model, "search_text"):
        rows = RecordQuerySet.search(rows, text)
    else:
        named = [f.name for f in model._meta.fields if f.name in trail.NAMES]
        condition = Q(pk=None)
        for name in named:
            condition |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(condition)
    return list(rows.order_by().values_list("pk", flat=True)[:FOUND])
