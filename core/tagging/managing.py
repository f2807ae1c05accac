"""What supervisors do with the tags themselves."""

from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, ordering, saving, tagging
from core.dictionary.uses import counts
from core.errors import RuleBroken
from core.models import Batch


def create(tag, *, by):
    """Put a new tag at the end."""
    tag.position = ordering.next_position(type(tag).objects.all())
    return saving.create(tag, by=by, verb="tag.create")


def rename(tag, *, by, seen=None):
    """Give a tag another name; records keep it."""
    return saving.update(tag, by=by, seen=seen, verb="tag.rename")


def switch(tag, *, active: bool, by):
    """Offer a tag no longer, or again; records that have it keep it."""
    with audit.acting(by, "tag.activate" if active else "tag.deactivate"):
        tag.is_active = active
        tag.save(update_fields=["is_active"])
    return tag


def arrange(kind, keys: list[int], *, by) -> None:
    with audit.acting(by, "tag.arrange"):
        ordering.arrange(kind.objects.all(), keys)


def used(tags) -> dict[int, int]:
    """Return {key of the tag: records that have it}, no further than the cap."""
    return counts({tag.pk: [table.filter(tag=tag.pk) for table in rows_of(tag)] for tag in tags})


def rows_of(tag) -> list:
    return [table._base_manager.order_by() for table in tagging.tables(type(tag))]


def remove(tag, *, by) -> None:
    """Delete a tag that no record has, not even one in the recycle bin."""
    refused = _("Records have this tag. Deactivate it, or merge it with another one.")
    try:
        with audit.acting(by, "tag.delete"):
            type(tag).objects.select_for_update().get(pk=tag.pk)
            if used([tag])[tag.pk]:
                raise RuleBroken(refused)
            tag.delete()
    except ProtectedError:  # taken by somebody a moment ago
        raise RuleBroken(refused) from None


def merge(tag, into, *, by) -> Batch:
    """Let all records that have `tag` have `into` instead, and delete `tag`; it can be undone."""
    if tag == into or not into.is_active:
        raise RuleBroken(_("Choose another active tag."), field="to")
    batch = Batch(
        kind=Batch.Kind.BULK,
        model=tag._meta.label_lower,
        state=Batch.State.DONE,
        by=by,
        filename=f"{tag._meta.verbose_name}: {tag} → {into}"[:200],
        finished_at=timezone.now(),
    )
    with audit.acting(by, "tag.merge"):
        list(type(tag).objects.filter(pk__in=[tag.pk, into.pk]).order_by("pk").select_for_update())
        batch.save()
        with audit.acting(by, "tag.merge", batch=batch):
            batch.total = sum(move(rows, tag, into) for rows in rows_of(tag))
            tag.delete()
        batch.done = batch.ok_count = batch.total
        batch.save()
    return batch


def move(rows, tag, into) -> int:
    """Put `into` in place of `tag` in one table; return how many records had it."""
    holders = rows.filter(tag=tag.pk).values_list("record_id", flat=True)
    keys = list(holders)
    rows.bulk_create(
        (rows.model(record_id=key, tag_id=into.pk) for key in keys), 1_000, ignore_conflicts=True
    )
    rows.filter(tag=tag.pk).delete()
    return len(keys)
