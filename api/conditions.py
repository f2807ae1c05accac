"""The conditions of a list as parameters of a call, read from the filters of its page."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import DayRangeFilter, DictionaryFilter

DAY, NUMBER, TEXT = {"type": "string", "format": "date"}, {"type": "number"}, {"type": "string"}
RANGES = (
    (DayRangeFilter, (("_after", _("from")), ("_before", _("until"))), DAY),
    (django_filters.RangeFilter, (("_min", _("from")), ("_max", _("until"))), NUMBER),
)


def parameters(resource, user=None) -> list[dict]:
    """Return the parameters of the list of a resource; with `user` their custom fields too."""
    page = resource.list_page
    declared = page.filters if user is None else page.filter_class(user)
    found = []
    for name, condition in declared.base_filters.items():
        found += of_filter(name, condition)
    for name, values in named(resource).items():
        found.append(parameter(name, {**TEXT, "enum": list(values)}))
    return found


def named(resource) -> dict[str, tuple[str, ...]]:
    """Return the conditions that have names: the quick filters and the libraries of the page."""
    quick = tuple(name for name, *_rest in resource.list_page.quick)
    return ({"quick": quick} if quick else {}) | resource.named


def parameter(name, schema, label="", **more) -> dict:
    return {
        "in": "query",
        "name": name,
        "required": False,
        "schema": schema,
        "description": label,
        **more,
    }


def of_filter(name, condition) -> list[dict]:
    """Return the parameters of one filter; a range has two."""
    label = condition.label or name
    for kind, ends, schema in RANGES:
        if isinstance(condition, kind):
            return [parameter(f"{name}{end}", schema, word) for end, word in ends]
    if isinstance(condition, django_filters.MultipleChoiceFilter):
        items = dict(TEXT)
        rows = (DictionaryFilter, django_filters.ModelMultipleChoiceFilter)
        if not isinstance(condition, rows):
            items["enum"] = keys_of(condition)
        return [parameter(name, {"type": "array", "items": items}, label, explode=True)]
    if isinstance(condition, django_filters.BooleanFilter):
        return [parameter(name, {"type": "boolean"}, label)]
    if isinstance(condition, django_filters.ModelChoiceFilter):
        return [parameter(name, {"type": "integer"}, label)]
    if isinstance(condition, django_filters.ChoiceFilter):
        return [parameter(name, {**TEXT, "enum": keys_of(condition)}, label)]
    return [parameter(name, TEXT, label)]


def keys_of(condition) -> list[str]:
    choices = condition.extra["choices"]
    return [key for key, _label in getattr(choices, "choices", choices)]
