"""The audit trail of one record, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, ForeignKey, Q
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.custom.history import CustomDifferences
from core.models import Change
from core.registry import Registry

# {"order.confirm": "confirmed"}: each app names its verbs in AppConfig.ready()
verbs = Registry()
verbs.update(
    {
        "add": gettext_lazy("added"),
        "edit": gettext_lazy("edited"),
        "delete": gettext_lazy("moved to the recycle bin"),
        "restore": gettext_lazy("restored from the recycle bin"),
        "purge": gettext_lazy("deleted for good"),
        "import": gettext_lazy("imported"),
        "view.delete": gettext_lazy("deleted the view"),
        "attachment.add": gettext_lazy("added a file"),
        "attachment.remove": gettext_lazy("removed a file"),
        "attachment.restore": gettext_lazy("restored a file"),
        "undo": gettext_lazy("undone"),
    }
)
HIDDEN = {"id", "custom", "created_by_id", "created_at", "name_pinyin", "name_initials"}


@dataclass(frozen=True)
class Difference:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change as the history page shows it."""

    at: object
    by: str
    verb: str
    origin: str
    rows: list[Difference]


def entries(obj, limit=50, before=None, user=None) -> list[Entry]:
    """Return the changes of `obj` and of its `history_parts()`, newest first.

    `before` is the key of a change to go on from. Custom fields that are kept to some roles are
    told only to a `user` who has one of them.
    """
    parts = [obj, *(obj.history_parts() if hasattr(obj, "history_parts") else ())]
    models = {type(part)._meta.label_lower: type(part) for part in parts}
    condition = Q(pk=None)
    for label, model in models.items():
        keys = [part.pk for part in parts if type(part) is model]
        condition |= Q(model=label, object_id__in=keys)
    rows = Change.objects.filter(condition)
    if before:
        rows = rows.filter(pk__lt=before)
    return in_words(rows.select_related("by")[:limit], user)


def in_words(changes, user=None) -> list[Entry]:
    """Return changes of any records as entries, in their order."""
    found, names = list(changes), {}
    models = {change.model: apps.get_model(change.model) for change in found}
    for label, model in models.items():
        names |= related_names(model, [change for change in found if change.model == label])
    custom = CustomDifferences(found, user)
    return [entry(models[change.model], change, names, custom) for change in found]


def entry(model, change, names, custom) -> Entry:
    said = verbs.get(change.verb) or change.get_operation_display()
    rows = [
        Difference(
            label_of(model, column),
            value_of(model, column, (change.before or {}).get(column), names),
            value_of(model, column, (change.after or {}).get(column), names),
        )
        for column in sorted((change.before or {}).keys() | (change.after or {}).keys())
        if column not in HIDDEN and not column.endswith(("_pinyin", "_initials"))
    ]
    rows += [Difference(*parts) for parts in custom.of(change)]
    rows = [row for row in rows if row.before or row.after]
    return Entry(change.at, str(change.by or _("System")), str(said), change.origin, rows)


def field_of(model, column):
    name = column.removesuffix("_id")
    for candidate in (column, name):
        try:
            return model._meta.get_field(candidate)
        except FieldDoesNotExist:
            continue
    return None


def label_of(model, column) -> str:
    field = field_of(model, column)
    return capfirst(str(field.verbose_name)) if field else column


def related_names(model, changes) -> dict[tuple[str, int], str]:
    """Return {(column, key): name} of the related rows that the changes mention."""
    keys: dict[str, set] = {}
    for change in changes:
        for values in (change.before or {}, change.after or {}):
            for column, value in values.items():
                if value is not None and column.endswith("_id"):
                    keys.setdefault(column, set()).add(value)
    names = {}
    for column, found in keys.items():
        field = field_of(model, column)
        if column in HIDDEN or not isinstance(field, ForeignKey):
            continue
        for row in field.related_model._base_manager.filter(pk__in=found):
            names[column, row.pk] = str(row)
    return names


def value_of(model, column, value, names) -> str:
    """Return a stored value in words."""
    if value is None or value == "":
        return ""
    if (column, value) in names:
        return names[column, value]
    field = field_of(model, column)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    if value in choices and not isinstance(value, bool):
        return str(choices[value])
    if isinstance(field, DecimalField):
        return f"{Decimal(value):,.{field.decimal_places}f}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and "T" in value and (moment := parse_datetime(value)):
        return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment.tzinfo else value
    return str(value)
