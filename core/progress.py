"""How far a batch has come: written in the transaction that finished the rows.

When a worker is killed, the next one goes on after the last finished chunk.
"""

from django.utils import timezone

from core.models import Batch


def still(batch, state) -> bool:
    """Lock the batch and say whether it is still in `state`: a cancelled one stops here."""
    rows = Batch.objects.select_for_update().filter(pk=batch.pk)
    now = rows.values_list("state", "done").get()
    return now == (state, batch.done)


def advance(batch, done, sound, faulty) -> None:
    batch.done += done
    batch.ok_count += sound
    batch.error_count += faulty
    batch.save(update_fields=["done", "ok_count", "error_count", "options"])


def finish(batch, state) -> None:
    rows = Batch.objects.filter(pk=batch.pk, state__in=[Batch.State.CHECKING, Batch.State.RUNNING])
    rows.update(state=state, finished_at=timezone.now())
    batch.state = state
