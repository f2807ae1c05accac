"""The two passes of an undo, like those of an import: rehearse, then put the rows back.

A batch is undone at most once: `core_batch_undone_once` allows one undo of it, which is rehearsed
as often as somebody asks and runs once. A chunk of rows and the progress are one transaction.
Who asks while another rehearsal is under way plans afresh; the older rehearsal then stops.
"""

from datetime import timedelta
from itertools import groupby

from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit, firm
from core.errors import RuleBroken
from core.jobs import job
from core.models import Batch, BatchItem, Change
from core.progress import advance, finish, refused, restart, still
from core.reach import Scope
from core.routes import page_class
from core.undoing import recompute
from core.undoing.judging import Judge
from core.undoing.planning import plan
from core.undoing.restoring import lock_rows, put_back

CHUNK = 200
UNDOABLE = (Batch.Kind.IMPORT, Batch.Kind.BULK, Batch.Kind.HANDOVER)
ENDED = (Batch.State.DONE, Batch.State.CANCELLED, Batch.State.FAILED)
NEEDED = {
    Batch.Kind.IMPORT: "add",
    Batch.Kind.BULK: "change",
    Batch.Kind.HANDOVER: "change",
}


def needed(batch) -> str:
    """Return the action that a batch, and its undo, asks of its maker: that of its page."""
    page = batch.options.get("page") if batch.kind == Batch.Kind.BULK else None
    return page_class(page).permission if page else NEEDED[batch.kind]


def until(batch):
    """Return the moment to which a batch can be undone."""
    return (batch.finished_at or batch.created_at) + timedelta(days=firm.get("batch_undo_days"))


def may_undo(batch, user) -> bool:
    """Say whether `user` may undo: whoever made it, or whose reach covers all such rows."""
    model = apps.get_model(batch.model)
    if batch.by_id == user.pk:
        return user.may(model, needed(batch))
    return all(user.scope_for(model, action) == Scope.ALL for action in ("change", "delete"))


def refusal(batch, user) -> str:
    """Return why a batch cannot be undone by `user` now; empty when it can."""
    if batch.kind not in UNDOABLE or not may_undo(batch, user):
        return _("Only whoever did this, or an administrator, can undo it.")
    if batch.state not in ENDED:
        return _("This is still running. Stop it or wait until it is finished.")
    if timezone.now() > until(batch):
        return _("This can be undone for %d days only.") % firm.get("batch_undo_days")
    if batch.undos.filter(state__in=[Batch.State.RUNNING, Batch.State.DONE]).exists():
        return _("This has been undone already.")
    return ""


@transaction.atomic
def prepare(batch, *, by) -> Batch:
    """Return the undo of a batch, planned afresh and ready to be rehearsed."""
    if reason := refusal(batch, by):
        raise RuleBroken(reason)
    undo, _made = Batch.objects.get_or_create(
        undo_of=batch, defaults={"kind": Batch.Kind.UNDO, "model": batch.model, "by": by}
    )
    undo = Batch.objects.select_for_update().get(pk=undo.pk)
    if undo.state in (Batch.State.RUNNING, Batch.State.DONE):
        raise RuleBroken(_("This has been undone already."))
    if undo.state == Batch.State.FAILED:  # what went back stays so; the rest goes on
        return undo
    undo.by, undo.filename = by, batch.filename
    undo.total = plan(undo)
    restart(undo, Batch.State.CHECKING)
    return undo


def look_ahead(undo) -> None:
    """Rehearse a planned undo: at once when it is short."""
    if undo.state == Batch.State.CHECKING and not later(undo):
        rehearse(undo)


def begin(undo, *, by) -> bool:
    """Start the real run; False when it runs or ran already."""
    with transaction.atomic():
        undo = Batch.objects.select_for_update().get(pk=undo.pk)
        if undo.state not in (Batch.State.CHECKED, Batch.State.FAILED):
            return False
        if reason := refusal(undo.undo_of, by):
            raise RuleBroken(reason)
        if undo.state == Batch.State.CHECKED and undo.total and not undo.ok_count:
            raise RuleBroken(_("Nothing can be put back: each row was changed since. See below."))
        if undo.state == Batch.State.FAILED:
            undo.state = Batch.State.RUNNING
            undo.save(update_fields=["state"])
        else:
            restart(undo, Batch.State.RUNNING)
        start_later = later(undo)
    if not start_later:
        undo_batch(undo)
    return True


def later(undo) -> bool:
    """Leave a long run to the worker."""
    if undo.total > firm.get("bulk_direct_rows"):
        undo_in_background.defer(batch_id=undo.pk)
        return True
    return False


def rehearse(undo) -> None:
    """First pass: find the rows that somebody changed since; nothing else is written."""
    judge = Judge(undo, rehearsal=True)
    for item in undo.items.filter(line__lte=undo.done).exclude(errors=[]):
        judge.left[item.model].add(item.object_id)
    for items in chunks(undo):
        for model, outcome, run in runs(items):
            note(run, judge.look(model, outcome, [item.object_id for item in run]))
        with transaction.atomic():
            if not still(undo, Batch.State.CHECKING):
                return
            store(undo, items)
    finish(undo, Batch.State.CHECKED)


def undo_batch(undo) -> None:
    """Second pass: put the rows back, the last one touched first; then work out what follows."""
    judge = Judge(undo)
    for items in chunks(undo):
        with audit.acting(undo.by, "undo", batch=undo):
            if not still(undo, Batch.State.RUNNING):
                return
            for model, outcome, run in runs(items):
                undo_run(undo, judge, model, outcome, run)
            store(undo, items)
    work_out(undo)
    finish(undo, Batch.State.DONE)


def chunks(undo):
    """Yield the items that are not done yet, a chunk at a time."""
    while items := list(undo.items.filter(line__gt=undo.done).order_by("line")[:CHUNK]):
        yield items
        if undo.done < items[-1].line:  # cancelled meanwhile
            return


def runs(items):
    """Yield neighbours of one model and outcome together; their order stays."""
    for (label, outcome), run in groupby(items, lambda item: (item.model, item.outcome)):
        yield apps.get_model(label), outcome, list(run)


def undo_run(undo, judge, model, outcome, items) -> None:
    """Put the rows of one model back, but those that somebody changed since."""
    keys = {item.object_id for item in items}
    there = lock_rows(model, keys)
    left = judge.look(model, outcome, list(keys))
    wanted = keys - there if outcome == BatchItem.Outcome.REMOVED else there
    wanted -= left.keys()
    try:
        with transaction.atomic():
            put_back(model, outcome, wanted, undo.undo_of)
            beyond = out_of_reach(undo, model, outcome, wanted)
            if beyond:
                raise RuleBroken("")  # undone by the savepoint; done again without them below
    except (DatabaseError, RuleBroken):
        left |= put_back_each(undo, model, outcome, wanted)
    note(items, left)


def put_back_each(undo, model, outcome, keys) -> dict:
    """Put rows back one by one after some of them could not be; return those left alone.

    What clashes with a row that goes back after it, such as the one main contact, has a second try.
    """
    left = try_each(undo, model, outcome, sorted(keys, reverse=True))
    return try_each(undo, model, outcome, list(left)) if len(left) < len(keys) else left


def try_each(undo, model, outcome, keys) -> dict:
    left = {}
    for key in keys:
        try:
            with transaction.atomic():
                put_back(model, outcome, {key}, undo.undo_of)
                if out_of_reach(undo, model, outcome, {key}):
                    raise RuleBroken(_("It lies beyond your reach by now."))
        except RuleBroken as error:
            left[key] = ["", "", str(error)]
        except DatabaseError:
            left[key] = ["", "", _("It clashes with another record by now.")]
    return left


def out_of_reach(undo, model, outcome, keys) -> set:
    """Return rows of the model itself that the person could not change once they are back."""
    changed = outcome == BatchItem.Outcome.CHANGED and model._meta.label_lower == undo.model
    if not changed or not hasattr(model, "everything"):
        return set()
    rows = model.everything.visible_to(undo.by, "change").filter(pk__in=keys)
    return set(keys) - set(rows.values_list("pk", flat=True))


def note(items, left) -> None:
    for item in items:
        item.errors = [left[item.object_id]] if item.object_id in left else []


def store(undo, items) -> None:
    """Keep what is left alone, and the progress."""
    BatchItem.objects.bulk_update(items, ["errors"])
    left = sum(bool(item.errors) for item in items)
    advance(undo, len(items), len(items) - left, left)


def work_out(undo) -> None:
    """Work out the derived columns of all rows that the batch touched."""
    for label, functions in recompute.items():
        rows = Change.objects.filter(batch=undo.undo_of, model=label).order_by("object_id")
        keys = list(rows.values_list("object_id", flat=True).distinct())
        for start in range(0, len(keys), CHUNK):
            with audit.acting(undo.by, "undo", batch=undo):
                for function in functions:
                    function(keys[start : start + CHUNK])


@job("undo")
def undo_in_background(batch_id: int):
    """Carry on with an undo in whichever pass it is, in the language of the person."""
    undo = Batch.objects.select_related("by__department", "undo_of").get(pk=batch_id)
    with override(undo.by.language):
        if refused(undo, may_undo(undo.undo_of, undo.by)):
            return
        if undo.state == Batch.State.CHECKING:
            rehearse(undo)
        elif undo.state == Batch.State.RUNNING:
            undo_batch(undo)
