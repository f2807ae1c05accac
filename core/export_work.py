"""Writing the sheet of an export, by its batch: at once, or by the worker.

Between the wish, the worker and the download rights may be taken away: each of them asks again.
"""

import tempfile
from array import array

from django.apps import apps
from django.core.files import File
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from core import exporting, privacy
from core.address import parsed
from core.jobs import job
from core.models import Batch
from core.progress import refused
from core.reach import Scope
from core.tables import with_added

FIRST, CHUNK = 100, 2_000
KEYS = 20_000  # read at a time


class Stopped(Exception):
    """Somebody stopped the export while it was written."""


def write_export(batch, stream, progress=None) -> str:
    """Write the export that a batch describes to `stream`; return its title.

    `progress(count)` is called after every chunk of rows, the first of which is short. The keys
    are read first, in their order: a cursor that outlives its transaction would make PostgreSQL
    put all rows aside, with all their columns, before it hands out one. Rows that somebody moved
    beyond reach meanwhile are left out, and columns that the person may not see any more.
    """
    options = batch.options
    page, data = import_string(options["page"]), parsed(options["query"])
    rows = page.filtered(batch.by, data, "export").order_by(*page.order_of(batch.by, data))
    if options.get("keys"):
        rows = rows.filter(pk__in=options["keys"])
    offered = {column.name: column for column in page.all_columns(batch.by)}
    columns = [offered[name] for name in options["columns"] if name in offered]
    batch.options |= {"columns": [column.name for column in columns], "sight": sight(batch)}
    keys = array("q", rows.values_list("pk", flat=True).iterator(chunk_size=KEYS))
    batch.total, batch.ok_count = len(keys), 0
    rows = with_added(rows.order_by().select_related(*page.needed(columns)), columns)
    title = str(page.heading())
    conditions = tuple(page.conditions(batch.by, data))
    stamp = exporting.Stamp(title, str(batch.by), timezone.now(), conditions, options["reason"])

    def counted():
        number = 0
        while number < len(keys):
            wanted = keys[number : number + (CHUNK if number else FIRST)]
            found = rows.in_bulk(list(wanted))
            chunk = [found[key] for key in wanted if key in found]
            for column in columns:
                column.prepare(chunk)
            yield from chunk
            number += len(wanted)
            batch.ok_count += len(chunk)
            if progress:
                progress(number)

    exporting.write(batch.options["format"], stream, page.model, columns, counted(), stamp)
    return title


def finish(batch, title) -> bool:
    """Close an export whose sheet is whole; False when somebody stopped it meanwhile."""
    batch.filename = exporting.filename(title, batch.by, batch.options["format"])
    batch.state, batch.finished_at = Batch.State.DONE, timezone.now()
    batch.done = batch.total
    names = ("state", "finished_at", "done", "total", "ok_count", "filename", "result", "options")
    rows = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
    return bool(rows.update(**{name: getattr(batch, name) for name in names}))


@job("export")
def export_in_background(batch_id: int):
    """Write a long export to the private files; half a file is never offered."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    if batch.state != Batch.State.RUNNING:
        return
    with tempfile.TemporaryFile() as stream, translation.override(batch.options["language"]):
        if refused(batch, batch.by.may(apps.get_model(batch.model), "export")):
            return
        try:
            title = write_export(batch, stream, lambda count: tell(batch, count))
        except Stopped:
            return
        batch.result.save(f"export.{batch.options['format']}", File(stream), save=False)
        if not finish(batch, title):
            batch.result.delete(save=False)


def tell(batch, count) -> None:
    """Keep how far the sheet is; raise Stopped when nobody wants it any more."""
    rows = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
    if not rows.update(done=count, total=batch.total):
        raise Stopped


# who may still have the file --------------------------------------------------------------


def sight(batch) -> dict:
    """Return what decides how much of the records the maker of an export sees at this moment."""
    user, model = batch.by, apps.get_model(batch.model)
    scope = user.scope_for(model, "export")
    inside = scope in (Scope.DEPARTMENT, Scope.BELOW)
    return {
        "scope": scope,
        "department": user.department_id if inside else None,
        "masked": sorted(
            f"{each._meta.label_lower}.{name}"
            for each in apps.get_models()
            for name in privacy.masked(user, each)
        ),
    }


def is_open(batch) -> bool:
    """Say whether the maker still sees all that the file was written from."""
    then = batch.options.get("sight")
    if then is None:
        return True
    now, order = sight(batch), list(Scope)
    offered = import_string(batch.options["page"]).all_columns(batch.by)
    return (
        now["scope"] is not None
        and order.index(now["scope"]) >= order.index(then["scope"])
        and (now["scope"] != then["scope"] or now["department"] == then["department"])
        and set(now["masked"]) <= set(then["masked"])
        and set(batch.options["columns"]) <= {column.name for column in offered}
    )
