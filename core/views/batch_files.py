"""Files of a batch: the result of an export, the rows of an import with what became of them."""

import io

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from openpyxl import Workbook

from core import exporting
from core.errors import RuleBroken
from core.export_work import is_open
from core.importing import importers
from core.importing.fields import as_text
from core.importing.work import opened, sheet
from core.models import Batch
from core.routes import has_page, url_for
from core.views.batches import BatchPage, page_of


class BatchResult(BatchPage, View):
    """The file that an export job wrote."""

    http_method_names = ["get"]

    def get(self, request, pk):
        batch = self.batch()
        if not batch.result:
            raise Http404
        kind = exporting.KIND[batch.options["format"]]
        try:
            stream = open_file(batch)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(page_of(batch))
        return FileResponse(
            stream,
            as_attachment=True,
            filename=batch.filename,
            content_type=kind.content_type,
        )


def open_file(batch):
    """Open the sheet of an export for its maker, as far as they still see what it holds."""
    if not is_open(batch):
        raise RuleBroken(
            _("What you may see has changed since this sheet was written. Export it again.")
        )
    try:
        return batch.result.open("rb")
    except FileNotFoundError:
        raise RuleBroken(_("The file is no longer there. Export it again.")) from None


class SheetOfRows(BatchPage, View):
    """The uploaded sheet again, with more columns; `told(batch)` names them and fills them."""

    http_method_names = ["get"]
    title = ""
    prefix = "rows"

    def get(self, request, pk):
        batch = self.batch()
        if batch.kind != Batch.Kind.IMPORT:
            raise Http404
        labels, found = self.told(batch)
        try:
            source = opened(batch)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(page_of(batch))
        with source:
            heads, rows = sheet(batch)
            labels = [as_text(head) for head in heads] + labels
            kept = ([*padded(cells, len(heads)), *found[n]] for n, cells in rows if n in found)
            book = Workbook(write_only=True)
            exporting.add_sheet(book, str(self.title), labels, ["text"] * len(labels), kept)
        stream = io.BytesIO()
        book.save(stream)
        answer = HttpResponse(stream.getvalue(), content_type=exporting.KIND["xlsx"].content_type)
        name = f"{self.prefix}-{batch.pk}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def told(self, batch) -> tuple[list, dict]:
        """Return the labels of the added columns, and {line: values}."""
        raise NotImplementedError


class BatchErrors(SheetOfRows):
    """The faulty rows as a sheet with a column that says why, ready to be mended and sent again."""

    title, prefix = gettext_lazy("Rows with errors"), "errors"

    def told(self, batch):
        found = batch.items.exclude(errors=[]).values_list("line", "errors")
        return [_("Reason")], {line: [reason(errors)] for line, errors in found}


class BatchRows(SheetOfRows):
    """All rows with what became of them: outcome, number, address of the record, reason."""

    title = gettext_lazy("All rows")

    def told(self, batch):
        model, number = apps.get_model(batch.model), importers[batch.model].key or "pk"
        items = list(batch.items.all())
        rows = model._base_manager.filter(pk__in={item.object_id for item in items})
        numbers = dict(rows.values_list("pk", number))
        told = {
            item.line: [
                item.get_outcome_display(),
                str(numbers.get(item.object_id, "")),
                self.link(model, item.object_id) if item.object_id in numbers else "",
                reason(item.errors),
                (item.values or {}).get("resembles", ""),
            ]
            for item in items
        }
        return [_("Outcome"), _("Number"), _("Link"), _("Reason"), _("Resembles")], told

    def link(self, model, key) -> str:
        if not has_page(model, "detail"):
            return ""
        return self.request.build_absolute_uri(url_for(model(pk=key), "detail"))


def padded(cells, width):
    values = [exporting.plain(cell) for cell in cells[:width]]
    return values + [None] * (width - len(values))


def reason(errors) -> str:
    return "; ".join(f"{column}: {reason}" if column else reason for column, _v, reason in errors)
