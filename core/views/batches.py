"""Pages of one batch: its mapping, progress, findings, result. Only its maker opens them."""

import io

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View
from openpyxl import Workbook

from core import exporting, firm
from core.address import Address
from core.importing import importers
from core.importing.fields import as_text
from core.importing.work import check_batch, import_in_background, sheet, store_batch
from core.models import Batch
from core.paging import Slice, pager
from core.routes import has_page, url_for
from core.views.imports import MappingForm, wizard

ERRORS_SHOWN = 20
CLOSED = (Batch.State.DONE, Batch.State.CANCELLED)
OPEN = (Batch.State.DRAFT, Batch.State.CHECKED, Batch.State.CHECKING, Batch.State.RUNNING)


# What a batch needs of its maker on every page: rights that were taken away end it.
NEEDED = {Batch.Kind.IMPORT: "add", Batch.Kind.EXPORT: "export", Batch.Kind.BULK: "change"}


class BatchPage:
    """What all pages of a batch share: it is the person's own, who may still do such a thing."""

    def dispatch(self, request, *args, **kwargs):
        batch = self.batch()
        if not request.user.may(apps.get_model(batch.model), NEEDED[batch.kind]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return Batch.objects.filter(by=self.request.user)

    def batch(self) -> Batch:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


def start(batch, state, work) -> None:
    """Begin a pass over the rows: at once when there are few, else as a job."""
    with transaction.atomic():
        rows = Batch.objects.select_for_update().filter(pk=batch.pk).exclude(state=state)
        if not rows.update(state=state, done=0, ok_count=0):
            return
        if batch.total > firm.get("import_direct_rows"):
            import_in_background.defer(batch_id=batch.pk)
            return
    batch.refresh_from_db()
    work(batch)


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class MapPage(BatchPage, FormView):
    """Say which column of the sheet is which field; then the rows are checked."""

    template_name = "generic/import_map.html"
    form_class = MappingForm

    def dispatch(self, request, *args, **kwargs):
        self.object = self.batch()
        if self.object.kind != Batch.Kind.IMPORT:
            raise Http404
        self.title = _("Import: %s") % self.object.filename
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        importer = importers[self.object.model]
        return {**super().get_form_kwargs(), "batch": self.object, "importer": importer}

    def form_valid(self, form):
        batch = self.object
        if batch.state in (Batch.State.DRAFT, Batch.State.CHECKED):
            batch.options["mapping"] = form.cleaned_data["mapping"]
            batch.items.all().delete()
            batch.error_count = 0
            batch.state = Batch.State.DRAFT
            batch.save()
            start(batch, Batch.State.CHECKING, check_batch)
        return redirect(reverse("core:batch_detail", args=[batch.pk]))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(page=self, steps=wizard(1), batch=self.object, **kwargs)
        context["mapping"] = context["form"].rows(self.object)
        context["cancel_url"] = model_url(self.object)
        return context


def model_url(batch) -> str:
    """Return the list of the records that a batch is about."""
    model = apps.get_model(batch.model)
    return url_for(model, "list") if has_page(model, "list") else reverse("core:batch_list")


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class BatchDetail(BatchPage, DetailView):
    """Progress and findings of a batch; asks for itself again while it runs.

    A POST stores the rows that the check found sound.
    """

    def post(self, request, pk):
        batch = self.batch()
        if batch.state == Batch.State.CHECKED and batch.kind == Batch.Kind.IMPORT:
            start(batch, Batch.State.RUNNING, store_batch)
        return redirect(reverse("core:batch_detail", args=[batch.pk]))

    def get_template_names(self):
        imported = self.object.kind == Batch.Kind.IMPORT
        name = "import_check" if imported else "job"
        return [f"generic/{'_' if self.request.htmx else ''}{name}.html"]

    def get_context_data(self, **kwargs):
        batch = self.object
        self.title = str(batch)
        return super().get_context_data(
            page=self, batch=batch, **self.addresses(batch), **self.findings(), **kwargs
        )

    def addresses(self, batch) -> dict:
        """Return what can be done from here, by the state of the batch."""
        state, pk = batch.state, [batch.pk]
        checked = state == Batch.State.CHECKED
        mappable = checked or state == Batch.State.DRAFT
        return {
            "steps": wizard(3 if state in (Batch.State.RUNNING, Batch.State.DONE) else 2),
            "can_apply": checked and batch.ok_count > 0,
            "back_url": reverse("core:batch_map", args=pk) if mappable else "",
            "cancel_url": model_url(batch) if checked else "",
            "done_url": model_url(batch) if state in CLOSED else "",
            "poll_url": reverse("core:batch_detail", args=pk) if batch.is_running else "",
            "cancel_job_url": reverse("core:batch_cancel", args=pk) if batch.is_running else "",
            "errors_url": reverse("core:batch_errors", args=pk) if batch.error_count else "",
            "result_url": reverse("core:batch_result", args=pk) if batch.result else "",
        }

    def findings(self) -> dict:
        """Return one page of faulty rows."""
        rows = self.object.items.exclude(errors=[]).order_by("line")
        page = Paginator(rows, ERRORS_SHOWN).get_page(self.request.GET.get("page"))
        errors = [
            {"line": item.line, "column": column, "value": value, "reason": reason}
            for item in page.object_list
            for column, value, reason in item.errors
        ]
        found = Slice(
            [], page.paginator.count, False, page.number, page.has_next(), page.has_previous()
        )
        address = Address(self.request.path, self.request.GET)
        shown = len(page.object_list)
        return {"errors": errors, "pager": pager(found, ERRORS_SHOWN, shown, address.change)}


class BatchCancel(BatchPage, View):
    """Stop a batch; what is stored already stays, and the page says how much that is."""

    http_method_names = ["post"]

    def post(self, request, pk):
        batch = self.batch()
        rows = Batch.objects.filter(pk=batch.pk, state__in=OPEN)
        rows.update(state=Batch.State.CANCELLED, finished_at=timezone.now())
        return redirect(reverse("core:batch_detail", args=[batch.pk]))


class BatchResult(BatchPage, View):
    """The file that an export job wrote."""

    http_method_names = ["get"]

    def get(self, request, pk):
        batch = self.batch()
        if not batch.result:
            raise Http404
        kind = exporting.KIND[batch.options["format"]]
        return FileResponse(
            batch.result.open("rb"),
            as_attachment=True,
            filename=batch.filename,
            content_type=kind.content_type,
        )


class BatchErrors(BatchPage, View):
    """The faulty rows as a sheet with a column that says why, ready to be mended and sent again."""

    http_method_names = ["get"]

    def get(self, request, pk):
        batch = self.batch()
        if batch.kind != Batch.Kind.IMPORT:
            raise Http404
        found = dict(batch.items.exclude(errors=[]).values_list("line", "errors"))
        with batch.source.open("rb"):
            heads, rows = sheet(batch)
            labels = [as_text(head) for head in heads] + [_("Reason")]
            faulty = [
                [*self.padded(cells, len(heads)), self.reason(found[number])]
                for number, cells in rows
                if number in found
            ]
        book = Workbook(write_only=True)
        exporting.add_sheet(book, _("Rows with errors"), labels, ["text"] * len(labels), faulty)
        stream = io.BytesIO()
        book.save(stream)
        answer = HttpResponse(stream.getvalue(), content_type=exporting.KIND["xlsx"].content_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="errors-{batch.pk}.xlsx"'
        return answer

    def padded(self, cells, width):
        values = [exporting.plain(cell) for cell in cells[:width]]
        return values + [None] * (width - len(values))

    def reason(self, errors) -> str:
        return "; ".join(
            f"{column}: {reason}" if column else reason for column, _v, reason in errors
        )


class BatchList(View):
    """The person's imports and exports, newest first."""

    http_method_names = ["get"]

    def get(self, request):
        self.title = _("My imports and exports")
        rows = Batch.objects.filter(by=request.user)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        return render(request, "core/batch_list.html", {"page": self, "batches": page})
