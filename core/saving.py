"""Create, change and remove a record: what every service of a record builds on.

A model says `number_series = "order"` to be numbered at its first save, and lists `PinyinText`
fields in `search_text` to be found by pinyin.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, numbering
from core.errors import RuleBroken
from core.locking import lock
from core.models import Change, Record
from core.reach import is_own
from core.tagging import keeping as tags


class ChangedMeanwhile(RuleBroken):
    """Somebody saved the record after the form was opened; `changes` says what."""

    def __init__(self, changes):
        self.changes = changes
        super().__init__(
            _("%(who)s changed this record at %(time)s. Look at what changed, then save again.")
            % {
                "who": changes[0].by if changes and changes[0].by else _("Somebody"),
                "time": f"{timezone.localtime(changes[0].at):%H:%M}" if changes else "—",
            }
        )


def prepare(objects, *, by) -> None:
    """Give new records their numbers, pinyin and maker; one number statement for all of them."""
    objects = list(objects)
    for obj in objects:
        obj.created_by = by
        refresh_names(obj)
    series = getattr(type(objects[0]), "number_series", "") if objects else ""
    if series:
        field = objects[0].number_field
        nameless = [obj for obj in objects if not getattr(obj, field)]
        if len(nameless) < len(objects):
            numbering.pass_by(series, list(filter(None, (getattr(obj, field) for obj in objects))))
        numbers = numbering.take(series, len(nameless)) if nameless else []
        for obj, number in zip(nameless, numbers, strict=True):
            setattr(obj, field, number)


def refresh_names(obj) -> None:
    """Fill the columns that follow from names, such as their pinyin."""
    for way in filled_ways(obj):
        way.fill(obj)


def filled_ways(obj) -> list:
    return [way for way in getattr(obj, "search_text", ()) if hasattr(way, "fill")]


def create(obj, *, by, verb="add"):
    """Store a new record."""
    with audit.acting(by, verb):
        prepare([obj], by=by)
        obj.save(force_insert=True)
        tags.store([obj], new=True)
    return obj


def update(obj, *, by, verb="edit", seen: int | None = None):
    """Store the changes of a form; `seen` is the version that the form was opened with.

    Raises ChangedMeanwhile when the stored version is another one.
    """
    with audit.acting(by, verb):
        refresh_names(obj)
        obj.version = (seen or obj.version) + 1
        if not stored_over(obj, seen):
            raise ChangedMeanwhile(latest_changes(obj))
        tags.store([obj])
    return obj


def stored_over(obj, seen: int | None) -> bool:
    """Write a record, if `seen` is given over that version only; say whether it was there.

    Of a record that was read under a lock (`former`) only the columns that changed are written.
    """
    if seen is None:
        obj.save()
        return True
    absent = obj.get_deferred_fields()
    fields = [f for f in obj._meta.concrete_fields if not (f.primary_key or f.generated)]
    values = {f.name: f.pre_save(obj, False) for f in fields if f.attname not in absent}
    if former := getattr(obj, "former", None):
        before, now = vars(former), vars(obj)
        same = {f.name for f in fields if f.name in values and before[f.attname] == now[f.attname]}
        values = {name: value for name, value in values.items() if name not in same}
        obj.former = None  # what is stored from now on
    rows = type(obj)._base_manager.filter(pk=obj.pk, version=seen)
    return bool(rows.update(**values))


def update_many(objects, names, *, by, verb="edit") -> None:
    """Store new values of the fields `names` of records that the caller has locked."""
    names = set(names)
    for obj in objects:
        refresh_names(obj)
        obj.version, obj.updated_at = obj.version + 1, timezone.now()
    names |= {"version", "updated_at"}
    for way in filled_ways(objects[0]):
        if way.field in names:
            names |= set(way.columns)
    with audit.acting(by, verb):
        type(objects[0])._base_manager.bulk_update(objects, sorted(names))


def remove(obj, *, by, reason=""):
    """Put a record into the recycle bin; what hangs on it stays in place and is hidden with it."""
    with audit.acting(by, "delete"):
        obj.deleted_at, obj.deletion_reason = timezone.now(), reason
        obj.save(update_fields=["deleted_at", "deletion_reason", "updated_at"])
    return obj


def stay_in_reach(obj, action, *, by) -> None:
    """Look again after saving: nobody may put a record beyond their own reach."""
    if is_own(obj, by, action):
        return
    if not type(obj).objects.visible_to(by, action).filter(pk=obj.pk).exists():
        raise RuleBroken(_("This would put the record beyond your reach."))


def restore(obj, *, by):
    """Take a record out of the recycle bin, and with it all that hung on it."""
    with audit.acting(by, "restore"):
        lock(obj)
        if obj.deleted_at is None:
            raise RuleBroken(_("%s is not in the recycle bin.") % obj)
        if winner := getattr(obj, "merged_into", None):
            raise RuleBroken(_("It was merged into %s: undo the merge to get it back.") % winner)
        for parent in parents(obj):
            if parent.deleted_at is not None:
                raise RuleBroken(_("%s is in the recycle bin too: restore it first.") % parent)
        obj.deleted_at, obj.deletion_reason = None, ""
        try:
            with transaction.atomic():
                obj.save(update_fields=["deleted_at", "deletion_reason", "updated_at"])
        except IntegrityError:
            raise RuleBroken(
                _("Another record has taken its place: %s clashes with it.") % obj
            ) from None
    return obj


def parents(obj):
    """Yield the records that `obj` cannot be without."""
    for field in obj._meta.concrete_fields:
        if field.is_relation and not field.null and issubclass(field.related_model, Record):
            yield field.related_model._base_manager.get(pk=getattr(obj, field.attname))


def latest_changes(obj, limit=3):
    """Return the newest entries of the audit trail of one record, newest first."""
    rows = Change.objects.filter(model=obj._meta.label_lower, object_id=obj.pk)
    return list(rows.select_related("by")[:limit])
