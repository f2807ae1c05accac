"""How far a batch has come: written in the transaction that finished the rows.

When a worker is killed, the next one goes on after the last finished chunk. Whoever writes to a
batch asks `still` first: a pass that was stopped, or begun afresh by somebody else, writes nothing
more and ends nothing.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Batch


def restart(batch, state) -> None:
    """Begin a pass with the first row; whatever pass is under way ends at its next `still`.

    The caller holds the lock of the batch.
    """
    batch.turn += 1
    batch.state, batch.done, batch.ok_count, batch.error_count = state, 0, 0, 0
    batch.save()


def still(batch, state) -> bool:
    """Lock the batch; say whether it is in `state`, and else as `batch` was read."""
    rows = Batch.objects.select_for_update().filter(pk=batch.pk)
    return rows.values_list("state", "turn", "done").get() == (state, batch.turn, batch.done)


def fail(batch, text) -> None:
    """End a batch that cannot go on, and say why."""
    batch.message = text
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


@transaction.atomic
def finish(batch, state) -> None:
    """End the pass that the batch is in, unless it was stopped or begun afresh meanwhile."""
    if batch.is_running and still(batch, batch.state):
        batch.state, batch.finished_at = state, timezone.now()
        batch.save(update_fields=["state", "finished_at", "message"])
