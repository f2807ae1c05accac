"""Put one entry of a list in place of another, in all records."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import audit, firm
from core.dictionary.keeping import refuse_shipped
from core.dictionary.uses import all_uses
from core.errors import RuleBroken
from core.jobs import job
from core.models import Batch, CustomField, DictionaryItem
from core.progress import refused

CHUNK = 500


def replace(old: DictionaryItem, new: DictionaryItem, *, by) -> Batch:
    """Begin to replace `old`, which nobody can choose from now on; long work becomes a job."""
    refuse_shipped(old)
    if new == old or new.type_id != old.type_id or not new.is_active:
        raise RuleBroken(_("Choose another active entry of the same list."), field="to")
    total = sum(use.holding(old.pk).count() for use in all_uses().get(old.type.code, ()))
    with audit.acting(by, "dictionaryitem.replace"):
        batch = Batch.objects.create(
            kind=Batch.Kind.BULK,
            model="core.dictionaryitem",
            state=Batch.State.RUNNING,
            by=by,
            filename=f"{old.type.label}: {old.label} → {new.label}"[:200],
            options={"old": old.pk, "new": new.pk},
            total=total,
        )
        with audit.acting(by, "dictionaryitem.replace", batch=batch):
            DictionaryItem.objects.filter(pk=old.pk).update(is_active=False)
            CustomField.objects.filter(dictionary=old.type, default=old.pk).update(default=new.pk)
        if total > firm.get("bulk_direct_rows"):
            replace_in_background.defer(batch_id=batch.pk)
    if total <= firm.get("bulk_direct_rows"):
        carry_on(batch)
    return batch


@job("replace_entry")
def replace_in_background(batch_id: int):
    """Go on with a replacement; what is replaced is no longer found, so it may be cut off."""
    batch = Batch.objects.select_related("by").get(pk=batch_id)
    with translation.override(batch.by.language):
        if not refused(batch, batch.by.may(DictionaryItem, "change")):
            carry_on(batch)


def carry_on(batch: Batch) -> None:
    """Replace chunk by chunk until no record holds the old entry, or somebody cancels."""
    old = DictionaryItem.objects.select_related("type").get(pk=batch.options["old"])
    for use in all_uses().get(old.type.code, ()):
        while swap_some(batch, use):
            pass
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
        rows.update(state=Batch.State.DONE, finished_at=timezone.now())
    batch.refresh_from_db()


def swap_some(batch: Batch, use) -> bool:
    """Replace in the next rows together with the progress; False: nothing is left to do."""
    old, new = batch.options["old"], batch.options["new"]
    with audit.acting(batch.by, "dictionaryitem.replace", batch=batch):
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != Batch.State.RUNNING:
            return False
        keys = list(use.holding(old).values_list("pk", flat=True)[:CHUNK])
        use.swap(keys, old, new)
        locked.total = max(locked.total, locked.done + len(keys))
        locked.done = locked.ok_count = locked.done + len(keys)
        locked.save(update_fields=["total", "done", "ok_count"])
    return len(keys) == CHUNK
