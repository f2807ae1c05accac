"""Delete for good what has lain in the recycle bin long enough, with all that hangs on it.

What cannot be without the record goes along when it belongs to it (its parts, and what its page
shows as related); what can be without it loses the reference; what belongs elsewhere, such as the
order line of a product, keeps it where it is.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import CASCADE, ProtectedError, RestrictedError
from procrastinate.contrib.django import app

from core import attachments, audit, bin, firm
from core.jobs import job
from core.models import Attachment, RecycleBin
from core.panels import panels

CHUNK = 50


@dataclass
class Found:
    """What goes when some rows go: {model: keys}, dependents last; and what keeps its place."""

    goes: dict = field(default_factory=dict)
    loosened: list = field(default_factory=list)  # (model, name of the foreign key, keys)
    kept: set = field(default_factory=set)


def due(model):
    return model.everything.filter(deleted_at__lt=bin.limit())


def found_with(model, keys) -> Found:
    """Return what hangs on the rows of `model` with these keys."""
    found = Found(kept=held(model, keys))
    follow(found, model, set(keys) - found.kept)
    return found


def held(model, keys) -> set:
    """Return the keys that something elsewhere cannot be without."""
    kept = set()
    for relation in relations(model):
        if stays(relation):
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
            kept |= set(rows.values_list(f"{name}_id", flat=True))
    return kept


def follow(found: Found, model, keys) -> None:
    new = keys - found.goes.get(model, set())
    if not new:
        return
    found.goes.setdefault(model, set()).update(new)
    for relation in relations(model):
        name, child = relation.field.name, relation.related_model
        rows = child._base_manager.filter(**{f"{name}__in": new})
        if goes_along(relation):
            follow(found, child, set(rows.values_list("pk", flat=True)))
        elif relation.field.null:
            found.loosened.append((child, name, new))


def relations(model):
    """Return the foreign keys to a model; those without a way back too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [each for each in fields if each.auto_created and (each.one_to_many or each.one_to_one)]


def goes_along(relation) -> bool:
    if relation.on_delete is CASCADE:
        return True
    shown = {panel.model for panel in panels[relation.model]}
    return not relation.field.null and relation.related_model in shown


def stays(relation) -> bool:
    return not goes_along(relation) and not relation.field.null


def preview() -> tuple[Counter, int]:
    """Return ({model: rows that would go}, records that stay because something needs them)."""
    goes, kept = Counter(), 0
    seen: dict = {}
    for model in bin.models():
        found = found_with(model, set(due(model).values_list("pk", flat=True)))
        kept += len(found.kept)
        for each, keys in found.goes.items():
            seen.setdefault(each, set()).update(keys)
    goes.update({model: len(keys) for model, keys in seen.items()})
    goes[Attachment] = len(files_due())
    return +goes, kept


def files_due():
    return Attachment.objects.filter(deleted_at__lt=bin.limit())


def purge(*, by) -> Counter:
    """Purge all that is due, some at a time; what something else needs is left alone."""
    done = Counter()
    for model in bin.models():
        keys = sorted(due(model).values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            done += purge_some(model, keys[start : start + CHUNK], by)
    with audit.acting(by, "purge"):
        done["core.attachment"] += attachments.purge(files_due())
    return done


def purge_some(model, keys, by) -> Counter:
    """Purge some rows in one transaction; when they cannot go together, one by one."""
    try:
        with audit.acting(by, "purge"):
            rows = due(model).filter(pk__in=keys).select_for_update(skip_locked=True)
            return remove(found_with(model, {row.pk for row in rows}))
    except (IntegrityError, ProtectedError, RestrictedError):
        if len(keys) == 1:
            return Counter()
        return sum((purge_some(model, [key], by) for key in keys), Counter())


def remove(found: Found) -> Counter:
    """Delete what was found, dependents first."""
    done = Counter()
    for child, name, keys in found.loosened:
        child._base_manager.filter(**{f"{name}__in": keys}).update(**{name: None})
    for model, keys in reversed(found.goes.items()):
        label = model._meta.label_lower
        attachments.purge(Attachment.objects.filter(model=label, object_id__in=keys))
        model._base_manager.filter(pk__in=keys).delete()
        done[label] += len(keys)
    return done


@job("purge_bin", queueing_lock="purge_bin")
def purge_bin(by_id):
    """Empty the bin for an administrator."""
    from django.contrib.auth import get_user_model

    by = get_user_model().objects.get(pk=by_id)
    if by.may(RecycleBin, "delete"):
        purge(by=by)


@app.periodic(cron="40 3 * * *")
@job("purge_bin_nightly", queueing_lock="purge_bin_nightly")
def purge_nightly(timestamp):
    """Empty the bin every night when the firm wants it so."""
    if firm.get("bin_nightly"):
        purge(by=None)


def start(*, by) -> None:
    """Let the worker empty the bin; a second wish while one waits changes nothing."""
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        with transaction.atomic():
            purge_bin.defer(by_id=by.pk)
    except AlreadyEnqueued:
        pass
