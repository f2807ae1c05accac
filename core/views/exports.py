"""Export of exactly what a list shows: at once when it is short, as a job when it is long."""

import tempfile
from itertools import islice

from django.core.files import File
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.views.generic import View

from core import exporting, firm
from core.jobs import job
from core.models import Batch
from core.views.base import RecordPage

CHUNK = 2_000


class ExportPage(RecordPage, View):
    """Declare `list_page`; reach, filters, columns and order are those of the list."""

    action, route, permission = "export", "export/", "export"
    http_method_names = ["get"]
    list_page = None

    def get(self, request):
        kind = request.GET.get("format", "xlsx")
        if kind not in exporting.KIND:
            raise Http404
        rows = self.list_page.filtered(request.user, request.GET, "export")
        total = rows.count()
        batch = Batch(
            kind=Batch.Kind.EXPORT,
            model=self.model._meta.label_lower,
            by=request.user,
            total=total,
            options={
                "page": f"{self.list_page.__module__}.{self.list_page.__name__}",
                "query": request.GET.urlencode(),
                "format": kind,
                "language": translation.get_language(),
            },
        )
        if total > firm.get("export_direct_rows"):
            batch.state = Batch.State.RUNNING
            batch.save()
            export_in_background.defer(batch_id=batch.pk)
            return redirect(reverse("core:batch_detail", args=[batch.pk]))
        return self.answer(batch, kind)

    def answer(self, batch, kind):
        """Write the file at once; the batch row is the log of the export."""
        stream = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115
        title = write_export(batch, stream)
        batch.state, batch.finished_at = Batch.State.DONE, timezone.now()
        batch.done = batch.ok_count = batch.total
        batch.filename = exporting.filename(title, batch.by, kind)
        batch.save()
        stream.seek(0)
        return FileResponse(
            stream,
            as_attachment=True,
            filename=batch.filename,
            content_type=exporting.KIND[kind].content_type,
        )


def write_export(batch, stream, progress=None) -> str:
    """Write the export that a batch describes to `stream`; return its title.

    `progress(count)` is called after every chunk of rows.
    """
    page, data = import_string(batch.options["page"]), QueryDict(batch.options["query"])
    rows = page.filtered(batch.by, data, "export").order_by(*page.order_of(batch.by, data))
    columns = page.all_columns(batch.by)
    rows = rows.select_related(*page.needed(columns))
    title = str(page.heading())
    conditions = tuple(page.conditions(batch.by, data))
    stamp = exporting.Stamp(title, str(batch.by), timezone.now(), conditions)

    def counted():
        found, number = rows.iterator(chunk_size=CHUNK), 0
        while chunk := list(islice(found, CHUNK)):
            for column in columns:
                column.prepare(chunk)
            yield from chunk
            number += len(chunk)
            if progress:
                progress(number)

    exporting.write(batch.options["format"], stream, page.model, columns, counted(), stamp)
    return title


@job("export")
def export_in_background(batch_id: int):
    """Write a long export to the private files; half a file is never offered."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    if batch.state != Batch.State.RUNNING:
        return
    rows = Batch.objects.filter(pk=batch.pk)
    kind = batch.options["format"]
    with (
        tempfile.TemporaryFile() as stream,
        translation.override(batch.options["language"]),
    ):
        title = write_export(batch, stream, lambda count: rows.update(done=min(count, batch.total)))
        batch.filename = exporting.filename(title, batch.by, kind)
        batch.result.save(f"export.{kind}", File(stream), save=False)
    batch.state, batch.finished_at = Batch.State.DONE, timezone.now()
    batch.done = batch.ok_count = batch.total
    batch.save()
