"""The two passes of an import batch: check every row, then store the sound ones.

The rows of one chunk, their `BatchItem`s and the batch's `done` are written in one transaction:
when the worker is killed, the next one goes on after the last finished chunk, and each row is
stored exactly once.
"""

import itertools

from django.db import DatabaseError, transaction
from django.utils.translation import override

from core import audit
from core.errors import RuleBroken
from core.importing.importer import importers
from core.importing.sheets import read_rows
from core.jobs import job
from core.models import Batch, BatchItem
from core.progress import advance, finish, still

CHUNK = 200


def sheet(batch):
    """Return (heads, iterator of (line number, cells)); blank rows are left out."""
    rows = enumerate(read_rows(batch.source.open("rb")), 1)
    filled = ((number, cells) for number, cells in rows if any(filled_in(c) for c in cells))
    _number, heads = next(filled, (0, []))
    return heads, filled


def filled_in(cell) -> bool:
    return cell is not None and str(cell).strip() != ""


def chunks(batch, start):
    """Yield the rows of the sheet after the first `start` ones, a chunk at a time."""
    with batch.source.open("rb"):
        _heads, rows = sheet(batch)
        rows = itertools.islice(rows, start, None)
        while chunk := list(itertools.islice(rows, CHUNK)):
            yield chunk


def check_batch(batch) -> None:
    """First pass: find every faulty cell; nothing is stored but the findings."""
    importer = importers[batch.model]
    seen: set = set()
    for chunk in chunks(batch, batch.done):
        lines = importer.check(chunk, batch.options["mapping"], by=batch.by, seen=seen)
        faulty = [line for line in lines if line.errors]
        with transaction.atomic():
            if not still(batch, Batch.State.CHECKING):
                return
            note(batch, faulty)
            advance(batch, len(lines), len(lines) - len(faulty), len(faulty))
    finish(batch, Batch.State.CHECKED)


def store_batch(batch) -> None:
    """Second pass: store the sound rows; what fails now is added to the findings."""
    importer = importers[batch.model]
    known = set(batch.items.exclude(errors=[]).values_list("line", flat=True))
    for chunk in chunks(batch, batch.done):
        sound = [(number, cells) for number, cells in chunk if number not in known]
        with audit.acting(batch.by, "import", batch=batch):
            if not still(batch, Batch.State.RUNNING):
                return
            lines = importer.check(sound, batch.options["mapping"], by=batch.by)
            good = [line for line in lines if not line.errors]
            store(importer, good, batch.by)
            note(batch, lines)
            faulty = sum(bool(line.errors) for line in lines)
            advance(batch, len(chunk), len(lines) - faulty, faulty)
    finish(batch, Batch.State.DONE)


def store(importer, lines, by) -> None:
    if not lines:
        return
    try:
        with transaction.atomic():
            importer.store(lines, by=by)
    except DatabaseError:
        importer.store_each(lines, by=by)


def note(batch, lines) -> None:
    """Keep what became of the lines."""
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            line=line.number,
            object_id=None if line.errors else getattr(line.obj, "pk", None),
            outcome=BatchItem.Outcome.REFUSED if line.errors else line.outcome,
            errors=line.errors,
        )
        for line in lines
    )


@job("import")
def import_in_background(batch_id: int):
    """Carry on with a batch in whichever pass it is, in the language of the person."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    with override(batch.by.language):
        try:
            if batch.state == Batch.State.CHECKING:
                check_batch(batch)
            elif batch.state == Batch.State.RUNNING:
                store_batch(batch)
        except RuleBroken as error:  # a sheet that cannot be read to its end: said, not tried again
            batch.message = str(error)
            batch.save(update_fields=["message"])
            finish(batch, Batch.State.FAILED)
