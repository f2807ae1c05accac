"""The audit trail of one record, in words."""

from dataclasses import dataclass, replace
from functools import cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Q, prefetch_related_objects
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import linking, privacy
from core.composed import KEY, Composed, among_keys, place
from core.custom.fields import fields_of
from core.custom.history import CustomDifferences
from core.in_words import HIDDEN, field_of, is_told, label_of, labels_in, value_of
from core.models import Attachment, Change, DictionaryField, Link, Record
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
    return [obj, *parts, *files_of(type(obj)).rows(obj.pk)]


@cache
def files_of(model) -> Composed:
    files = Attachment.objects.filter(model=model._meta.label_lower, object_id=KEY)
    return Composed(files.only("pk", "name"))


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


@cache
def whole(model, kinds) -> tuple[Composed, Composed]:
    """Return the statements of all changes of a record: the newest, and who made any of them.

    Its parts are of some `kinds`; a list of keys of each takes its place.
    """
    condition = Q(model=model._meta.label_lower, object_id=KEY)
    for number, kind in enumerate(kinds):
        condition |= Q(among_keys("object_id", place(number)), model=kind._meta.label_lower)
    rows, of_links = linking.condition(Change.objects.all(), model(pk=KEY))
    rows = rows.filter(condition | of_links)
    return Composed(with_names(rows)[: PAGE + 1]), Composed(those_of(rows))


def keys_of(parts) -> tuple[tuple, dict]:
    """Return the kinds of the parts beside the record, and what stands in the places of `whole`."""
    found: dict = {}
    for part in parts[1:]:
        found.setdefault(type(part), []).append(part.pk)
    kinds = sorted(found, key=lambda kind: kind._meta.label_lower)
    return tuple(kinds), {KEY: parts[0].pk} | {place(n): found[k] for n, k in enumerate(kinds)}


def entries(obj, limit=PAGE, user=None) -> list[Entry]:
    """Return the latest changes of `obj` and of its parts, newest first.

    Custom fields that are kept to some roles are told only to a `user` who has one of them.
    """
    parts = parts_of(obj)
    return in_words(with_names(changes_of(parts))[:limit], user, named(parts))


def story(parts, user, *, field="", by=None, before=None) -> tuple[list[Entry], int | None]:
    """Return a page of the history of a record and its parts and the key to go on from, if any."""
    if not (field or by or before):
        kinds, keys = keys_of(parts)
        found = whole(type(parts[0]), kinds)[0].rows(keys)
    else:
        rows = with_names(changes_of(parts, field))
        rows = rows.filter(by_id=by) if by else rows
        rows = rows.filter(pk__lt=before) if before else rows
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
    told = labels_in(get_language(), model)
    return [*told, *((field.key, str(field.label)) for field in fields_of(model, user))]


def people(parts) -> list:
    """Return those who changed a record or a part of it."""
    kinds, keys = keys_of(parts)
    return whole(type(parts[0]), kinds)[1].rows(keys)


def those_of(changes):
    """Return those who made some changes, with what they are called and nothing else."""
    person = get_user_model()
    found = person._base_manager.filter(pk__in=changes.order_by().values("by"))
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
    hidden = {label: privacy.masked(user, model) for label, model in models.items()}
    return [hide(row, hidden[row.change.model]) for row in told]


def hide(told: Entry, hidden) -> Entry:
    """Mask what is private to the roles of the reader, those of former values too."""
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
    before, after = change.before or {}, change.after or {}
    rows = [
        Difference(
            label_of(model, column),
            value_of(model, column, before.get(column), names),
            value_of(model, column, after.get(column), names),
            getattr(field_of(model, column), "name", column),
        )
        for column in sorted(before.keys() | after.keys())
        if is_told(column) and model is not Attachment  # a file is its name, which is `about`
    ]
    rows += [Difference(*parts) for parts in custom.of(change)]
    rows = [row for row in rows if row.before or row.after]
    by = str(change.by or _("System"))
    return Entry(change.at, by, str(said), change.origin, rows, about, change)


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
    names, asked = {}, {}
    for column, found in keys.items():
        field = field_of(model, column)
        if column in HIDDEN or not isinstance(field, ForeignKey):
            continue
        if user is not None and issubclass(field.related_model, Record):
            names |= {(model, column, key): _("a record that you cannot see") for key in found}
        if isinstance(field, DictionaryField):
            known = known_entries()
            names |= {(model, column, key): str(known[key]) for key in found if key in known}
        else:
            asked.setdefault(field.related_model, {})[column] = found
    for related, columns in asked.items():
        called = {row.pk: str(row) for row in named_rows(related, columns, changes, user)}
        for column, found in columns.items():
            names |= {(model, column, key): called[key] for key in found if key in called}
    return names


def named_rows(model, columns, changes, user) -> list:
    """Return the rows that some columns name; people who made some of the changes are at hand."""
    keys, known = set().union(*columns.values()), {}
    if model is get_user_model():
        known = {change.by_id: change.by for change in changes if change.by_id in keys}
    missing = sorted(keys - known.keys())
    if not missing:
        return list(known.values())
    if user is None or not issubclass(model, Record):
        return [*known.values(), *names_of(model).rows(missing)]
    rows = model.everything.visible_to(user).filter(pk__in=missing)
    return [*known.values(), *rows.only(*named_by(model))]


@cache
def names_of(model) -> Composed:
    """Return the statement of what rows of a model are called, deleted ones too."""
    rows = model._base_manager.filter(among_keys())
    return Composed(rows.only(*named_by(model)))
