"""How far a batch has come: written in the transaction that finished the rows.

When a worker is killed, the next one goes on after the last finished chunk.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Batch


def still(batch, state) -> bool:
    """Lock the batch and say whether it is still in `state`: a cancelled one stops here."""
    rows = Batch.objects.select_for_update().filter(pk=batch.pk)
    now = rows.values_list("state", "done").get()
    return now == (state, batch.done)


def fail(batch, text) -> None:
    """End a batch that cannot go on, and say why."""
    batch.message = text
    batch.save(update_fields=["message"])
    finish(batch, Batch.State.FAILED)


def refused(batch, allowed: bool) -> bool:
    """End the batch of somebody who lost the right or the account since it was begun."""
    if not allowed:
        fail(batch, _("You may not do this any more."))
    return not allowed


def advance(batch, done, sound, faulty) -> None:
    batch.done += done
    batch.ok_count += sound
    batch.error_count += faulty
    batch.save(update_fields=["done", "ok_count", "error_count", "options"])


def finish(batch, state) -> None:
    rows = Batch.objects.filter(pk=batch.pk, state__in=[Batch.State.CHECKING, Batch.State.RUNNING])
    rows.update(state=state, finished_at=timezone.now())
    batch.state = state
