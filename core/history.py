"""The audit trail of one record, in words."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, ForeignKey, Q, prefetch_related_objects
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import linking, privacy
from core.custom.fields import fields_of
from core.custom.history import CustomDifferences
from core.models import Attachment, Change, DictionaryField, EntriesField, Link, Record
from core.models.dictionary import known_entries
from core.registry import Registry
from core.tables import named_by

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
        "reveal": gettext_lazy("looked at a masked value"),
        "undo": gettext_lazy("undone"),
    }
)
HIDDEN = {"id", "custom", "path", "created_by_id", "created_at", "updated_at", "version"}
PAGE = 50


@dataclass(frozen=True)
class Difference:
    """One field before and after; `restore_url` gives a former value back."""

    label: str
    before: str
    after: str
    name: str = ""
    restore_url: str = ""


@dataclass(frozen=True)
class Entry:
    """One change as the history page shows it; `about` names the part of the record it is of."""

    at: object
    by: str
    verb: str
    origin: str
    rows: list[Difference]
    about: str = ""
    change: Change | None = None


def parts_of(obj) -> list:
    """Return the rows whose changes stand in the history of `obj`: its parts and its files too."""
    parts = list(obj.history_parts()) if hasattr(obj, "history_parts") else []
    parts += [part for name in getattr(obj, "losing", ()) for part in gone(obj, name)]
    files = Attachment.objects.filter(model=obj._meta.label_lower, object_id=obj.pk)
    return [obj, *parts, *files.only("pk", "name")]


def gone(obj, name: str) -> list:
    """Return the parts of a record that were removed for good, as they were at the end.

    Each relation of `losing` has an index of its own on the audit trail; see sales/migrations.
    """
    relation = obj._meta.get_field(name)
    model, column = relation.related_model, relation.field.column
    ends = Change.objects.filter(model=model._meta.label_lower, operation="DELETE")
    ends = ends.filter(**{f"before__{column}": obj.pk}).values_list("before", flat=True)
    fields = model._meta.concrete_fields
    found = [model(**{f.attname: last.get(f.column) for f in fields}) for last in ends]
    prefetch_related_objects(found, *getattr(model, "told_by", ()))
    return found


def changes_of(parts, field=""):
    """Return the changes of these rows; with a field those of the first row that touched it."""
    condition = Q(pk=None)
    for model in {type(part) for part in parts[: 1 if field else None]}:
        keys = [part.pk for part in parts if type(part) is model]
        condition |= Q(model=model._meta.label_lower, object_id__in=keys)
    rows = Change.objects.all()
    if not field:
        rows, of_links = linking.condition(rows, parts[0])
        condition |= of_links
    rows = rows.filter(condition)
    if field:
        column = column_of(type(parts[0]), field)
        rows = rows.filter(Q(before__has_key=column) | Q(after__has_key=column))
    return rows


def column_of(model, field: str) -> str:
    """Return the column of a field; custom fields share one."""
    return "custom" if field.startswith("x_") else model._meta.get_field(field).column


def entries(obj, limit=PAGE, user=None) -> list[Entry]:
    """Return the latest changes of `obj` and of its parts, newest first.

    Custom fields that are kept to some roles are told only to a `user` who has one of them.
    """
    parts = parts_of(obj)
    return in_words(with_names(changes_of(parts))[:limit], user, named(parts))


def story(parts, user, *, field="", by=None, before=None) -> tuple[list[Entry], int | None]:
    """Return a page of the history of a record and its parts and the key to go on from, if any."""
    rows = with_names(changes_of(parts, field))
    if by:
        rows = rows.filter(by_id=by)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    going_on = found[PAGE - 1].pk if len(found) > PAGE else None
    told = in_words(found[:PAGE], user, named(parts))
    if field:
        told = [replace(e, rows=[row for row in e.rows if row.name == field]) for e in told]
        told = [entry for entry in told if entry.rows]
    return told, going_on


def with_names(changes):
    """Read along with changes what those are called who made them, and nothing else of them."""
    columns = [field.name for field in Change._meta.concrete_fields]
    names = [f"by__{name}" for name in named_by(get_user_model())]
    return changes.select_related("by").only(*columns, *names)


def named(parts) -> dict:
    """Return {(model, key): name} of the parts beside the record itself."""
    return {
        (part._meta.label_lower, part.pk): str(getattr(part, "told_as", part)) for part in parts[1:]
    }


def fields_told(model, user) -> list[tuple[str, str]]:
    """Return (name, label) of the fields that a history may be narrowed to."""
    columns = [field for field in model._meta.concrete_fields if is_told(field.column)]
    told = [(field.name, capfirst(str(field.verbose_name))) for field in columns]
    return told + [(field.key, str(field.label)) for field in fields_of(model, user)]


def people(parts):
    """Return those who changed a record or a part of it."""
    person = get_user_model()
    found = person._base_manager.filter(pk__in=changes_of(parts).order_by().values("by"))
    return found.only(*named_by(person)).order_by("pk")


def in_words(changes, user=None, parts=None) -> list[Entry]:
    """Return changes of any records as entries, in their order."""
    found, names = list(changes), {}
    models = {change.model: apps.get_model(change.model) for change in found}
    for label, model in models.items():
        of_kind = [change for change in found if change.model == label]
        names |= related_names(model, of_kind, user)
    custom = CustomDifferences(found, user)
    parts = parts or {}
    told = [entry(models[c.model], c, names, custom, parts) for c in found]
    return [hide(row, models[row.change.model], user) for row in told] if user else told


def hide(told: Entry, model, user) -> Entry:
    """Mask what is private to the roles of the reader, those of former values too."""
    hidden = privacy.masked(user, model)
    if not hidden:
        return told
    rows = [
        replace(row, before=privacy.mask(row.before), after=privacy.mask(row.after))
        if row.name in hidden
        else row
        for row in told.rows
    ]
    return replace(told, rows=rows)


def entry(model, change, names, custom, parts) -> Entry:
    if issubclass(model, Link):
        by = str(change.by or _("System"))
        return Entry(change.at, by, model.told(change, names), change.origin, [], "", change)
    about = parts.get((change.model, change.object_id), "")
    said = change.get_operation_display()
    if not about or change.verb not in ("add", "edit"):  # an edited order may lose a line
        said = verbs.get(change.verb) or said
    rows = [
        Difference(
            label_of(model, column),
            value_of(model, column, (change.before or {}).get(column), names),
            value_of(model, column, (change.after or {}).get(column), names),
            getattr(field_of(model, column), "name", column),
        )
        for column in sorted((change.before or {}).keys() | (change.after or {}).keys())
        if is_told(column) and model is not Attachment  # a file is its name, which is `about`
    ]
    rows += [Difference(*parts) for parts in custom.of(change)]
    rows = [row for row in rows if row.before or row.after]
    by = str(change.by or _("System"))
    return Entry(change.at, by, str(said), change.origin, rows, about, change)


def is_told(column: str) -> bool:
    return column not in HIDDEN and not column.endswith(("_pinyin", "_initials", "_core"))


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


def related_names(model, changes, user=None) -> dict[tuple, str]:
    """Return {(model, column, key): name} of the related rows that the changes mention.

    A record beyond the reach of `user`, the recycle bin included, is not named.
    """
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
        if isinstance(field, DictionaryField):
            rows = [known_entries()[key] for key in found if key in known_entries()]
        else:
            rows = named_rows(field.related_model, found, changes, user)
        if user is not None and issubclass(field.related_model, Record):
            names |= {(model, column, key): _("a record that you cannot see") for key in found}
        names |= {(model, column, row.pk): str(row) for row in rows}
    return names


def named_rows(model, keys, changes, user) -> list:
    """Return the rows with these keys; people who made some of the changes are at hand."""
    known = {}
    if model is get_user_model():
        known = {change.by_id: change.by for change in changes if change.by_id in keys}
    rows = named_to(user, model).filter(pk__in=keys - known.keys()).only(*named_by(model))
    return [*known.values(), *(rows if keys - known.keys() else ())]


def named_to(user, model):
    """Return the rows of a model, deleted ones too, whose names the reader of a history sees."""
    if user is None or not issubclass(model, Record):
        return model._base_manager.all()
    return model.everything.visible_to(user)


def value_of(model, column, value, names) -> str:
    """Return a stored value in words."""
    if isinstance(value, list) and isinstance(field_of(model, column), EntriesField):
        return "、".join(known_entries()[key].label for key in value if key in known_entries())
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "、".join(value_of(model, column, part, names) for part in value)
    if value is None or value == "" or isinstance(value, (dict, list)):
        return ""  # codes with figures: the column beside them says what they mean
    if (model, column, value) in names:
        return names[model, column, value]
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
