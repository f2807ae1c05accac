"""The two passes of an import batch: check every row, then store the sound ones.

The rows of one chunk, their `BatchItem`s and the batch's `done` are written in one transaction:
when the worker is killed, the next one goes on after the last finished chunk, and each row is
stored exactly once.
"""

import itertools
from collections import Counter

from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit, firm
from core.custom.importing import importer_for
from core.errors import RuleBroken
from core.importing.line import SKIPPED
from core.importing.sheets import read_rows
from core.jobs import job
from core.models import Batch, BatchItem
from core.progress import advance, fail, finish, refused, still

CHUNK, LONGEST = 200, 1_000  # rows of one transaction; the second where rows belong together


def sheet(batch):
    """Return (heads, iterator of (line number, cells)) below the heads, without blank rows."""
    options = batch.options
    filled = filled_rows(opened(batch), options.get("sheet", 0))
    heads, number = options.get("heads"), options.get("header", 0)
    if not number:
        number, heads = next(filled, (0, []))
    return heads, itertools.dropwhile(lambda row: row[0] <= number, filled)


def opened(batch):
    """Open the uploaded sheet; one that is gone from the disk is told."""
    try:
        return batch.source.open("rb")
    except (FileNotFoundError, ValueError):  # the second one of a file that was open before
        raise RuleBroken(_("The sheet is no longer there. Upload it again.")) from None


def filled_rows(stream, place=0):
    """Yield (line number, cells) of the rows with something in them."""
    rows = enumerate(read_rows(stream, place), 1)
    return ((number, cells) for number, cells in rows if any(filled_in(c) for c in cells))


def filled_in(cell) -> bool:
    return cell is not None and str(cell).strip() != ""


def chunks(batch, importer, start, end=None):
    """Yield the rows of the sheet after the first `start` ones, a chunk at a time."""
    with opened(batch):
        _heads, rows = sheet(batch)
        chunk, head = [], None
        for row in itertools.islice(rows, start, end):
            goes_on = chunk and importer.belongs(row[1], head, batch.options)
            head = head if goes_on else row[1]
            if len(chunk) >= (LONGEST if goes_on else CHUNK):
                yield chunk
                chunk = []
            chunk.append(row)
        if chunk:
            yield chunk


def check_batch(batch) -> None:
    """First pass: find every faulty cell; nothing is stored but the findings."""
    importer = importer_for(batch.model, batch.by)
    seen: dict = {}
    for chunk in chunks(batch, importer, 0, batch.done):  # taken up again: what the first rows had
        made_by(importer, importer.check(chunk, batch.options, by=batch.by, seen=seen), seen)
    for chunk in chunks(batch, importer, batch.done):
        lines = importer.check(chunk, batch.options, by=batch.by, seen=seen)
        faulty = [line for line in lines if line.errors]
        sound = [line for line in lines if line.is_sound]
        with transaction.atomic():
            if not still(batch, Batch.State.CHECKING):
                return
            note(batch, [line for line in lines if not line.is_sound])
            count(batch, "making", made_by(importer, lines, seen))
            count(batch, "counts", Counter(line.outcome for line in lines if not line.errors))
            advance(batch, len(lines), len(sound), len(faulty))
    finish(batch, Batch.State.CHECKED)


def made_by(importer, lines, seen) -> Counter:
    """Count the records that sound lines would make on the way, each once for the whole sheet."""
    found = Counter()
    for column in importer.columns:
        if not getattr(column, "make", None):
            continue
        sound = [line for line in lines if line.is_sound]
        for row in (row for line in sound for row in column.rows_of(line.values)):
            mark = ("made", column.name, str(row))
            if getattr(row, "made_here", False) and mark not in seen:
                seen[mark] = True
                found[column.name] += 1
    return found


def count(batch, name, found) -> None:
    """Add to one of the tallies of a batch; `advance` saves them."""
    tally = Counter(batch.options.get(name, {}))
    tally.update(found)
    batch.options[name] = dict(tally)


def store_batch(batch) -> None:
    """Second pass: store the sound rows; what fails now is added to the findings."""
    importer = importer_for(batch.model, batch.by)
    noted = dict(batch.items.values_list("line", "outcome"))  # refused or left out by the check
    if not batch.done:
        left_out = sum(outcome == SKIPPED for outcome in noted.values())
        batch.options["counts"] = {SKIPPED: left_out} if left_out else {}
    for chunk in chunks(batch, importer, batch.done):
        sound = [(number, cells) for number, cells in chunk if number not in noted]
        with audit.acting(batch.by, "import", batch=batch):
            if not still(batch, Batch.State.RUNNING):
                return
            lines = importer.check(sound, batch.options, by=batch.by, lock=True)
            store(importer, [line for line in lines if line.is_sound], batch.by)
            note(batch, lines)
            faulty = sum(bool(line.errors) for line in lines)
            count(batch, "counts", Counter(line.outcome for line in lines if not line.errors))
            advance(batch, len(chunk), sum(line.is_sound for line in lines), faulty)
    finish(batch, Batch.State.DONE)


def store(importer, lines, by) -> None:
    if not lines:
        return
    try:
        with transaction.atomic():
            importer.store_lines(lines, by=by)
    except (DatabaseError, RuleBroken):
        importer.store_each(lines, by=by)


def note(batch, lines) -> None:
    """Keep what became of the lines."""
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            line=line.number,
            object_id=getattr(line.obj, "pk", None) if line.is_sound else None,
            outcome=BatchItem.Outcome.REFUSED if line.errors else line.outcome,
            errors=line.errors,
            values={"resembles": line.resembles} if line.resembles else None,
        )
        for line in lines
    )


def go_on(batch) -> None:
    """Carry on with a batch in whichever pass it is."""
    if batch.state == Batch.State.CHECKING:
        check_batch(batch)
    elif batch.state == Batch.State.RUNNING:
        store_batch(batch)


def start(batch, state, *, after) -> None:
    """Begin a pass over the rows of a sheet: at once when there are few, else as a job.

    Only a batch whose state is `after` begins: what another tab did since is not done again.
    """
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, state=after)
        if not rows.update(state=state, done=0, ok_count=0):
            return
        if batch.total > firm.get("import_direct_rows"):
            import_in_background.defer(batch_id=batch.pk)
            return
    batch.refresh_from_db()
    try:
        go_on(batch)
    except RuleBroken as error:  # the sheet cannot be read to its end
        fail(batch, str(error))


@job("import")
def import_in_background(batch_id: int):
    """Carry on with a batch in whichever pass it is, in the language of the person."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    with override(batch.by.language):
        if refused(batch, batch.by.may(apps.get_model(batch.model), "add")):
            return
        try:
            go_on(batch)
        except RuleBroken as error:  # a sheet that cannot be read to its end: said, not tried again
            fail(batch, str(error))
