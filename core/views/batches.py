"""Pages of one batch: its progress and findings, and undoing it.

A batch belongs to its maker; with a grant on jobs everybody's can be looked at, stopped, undone.
"""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from core import privacy
from core.address import Address
from core.errors import RuleBroken
from core.export_work import is_open
from core.importing.preview import preview, tally
from core.importing.work import start
from core.models import Batch
from core.paging import Slice, pager
from core.routes import has_page, url_for
from core.ui import Button
from core.undoing import naming
from core.undoing import work as undoing
from core.views.imports import wizard

SHOWN = 20  # rows on one page of findings

# What a batch needs of its maker on every page: rights that were taken away end it.
NEEDED = {Batch.Kind.EXPORT: "export", **undoing.NEEDED}


class BatchPage:
    """What all pages of a batch share: whose it is, and that he may still do such a thing.

    `permission` is the grant on jobs that opens the page to others, empty for none.
    """

    permission = ""

    def dispatch(self, request, *args, **kwargs):
        batch = self.batch()
        kind = (batch.undo_of or batch).kind
        mine = batch.by_id == request.user.pk
        if mine and not request.user.may(apps.get_model(batch.model), NEEDED[kind]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        rows = Batch.objects.select_related("by", "undo_of")
        if not self.permission:
            return rows.filter(by=self.request.user)
        return rows.visible_to(self.request.user, self.permission)

    def batch(self) -> Batch:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


def model_url(batch) -> str:
    """Return the list of the records that a batch is about."""
    model = apps.get_model(batch.model)
    return url_for(model, "list") if has_page(model, "list") else reverse("core:batch_list")


def page_of(batch) -> str:
    return reverse("core:batch_detail", args=[batch.pk])


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class BatchDetail(BatchPage, DetailView):
    """Progress and findings of a batch; asks for itself again while it runs.

    A POST does what was checked: stores the sound rows, or undoes.
    """

    permission = "view"
    TEMPLATES = {Batch.Kind.IMPORT: "import_check", Batch.Kind.UNDO: "undo"}

    def post(self, request, pk):
        batch = get_object_or_404(Batch.objects.filter(by=request.user), pk=pk)
        try:
            if batch.kind == Batch.Kind.UNDO:
                undoing.begin(batch, by=request.user)
            elif batch.kind == Batch.Kind.IMPORT:
                start(batch, Batch.State.RUNNING, after=Batch.State.CHECKED)
        except RuleBroken as error:
            messages.error(request, str(error))
        return redirect(page_of(batch))

    def get_template_names(self):
        name = self.TEMPLATES.get(self.object.kind, "job")
        return [f"generic/{'_' if self.request.htmx else ''}{name}.html"]

    def get_context_data(self, **kwargs):
        batch = self.object
        self.title = str(batch)
        return super().get_context_data(
            page=self,
            batch=batch,
            **self.addresses(batch),
            **self.undo(batch),
            **self.findings(),
            **self.outlook(batch),
            **kwargs,
        )

    def addresses(self, batch) -> dict:
        """Return what can be done from here, by the state of the batch."""
        state, pk = batch.state, [batch.pk]
        mine = batch.by_id == self.request.user.pk
        checked = state == Batch.State.CHECKED
        mappable = mine and (checked or state == Batch.State.DRAFT)
        ended = state in undoing.ENDED
        files = mine and batch.kind == Batch.Kind.IMPORT
        found = {
            "back_url": ("batch_map", mappable),
            "poll_url": ("batch_detail", batch.is_running),
            "cancel_job_url": ("batch_cancel", batch.is_running and not batch.undo_of_id),
            "errors_url": ("batch_errors", files and batch.error_count),
            "rows_url": ("batch_rows", files and (ended or checked)),
            "changes_url": ("batch_changes", ended and batch.kind != Batch.Kind.EXPORT),
            "result_url": ("batch_result", mine and batch.result and is_open(batch)),
        }
        return {
            **{
                n: reverse(f"core:{p}", args=pk) if open_ else "" for n, (p, open_) in found.items()
            },
            "steps": wizard(3 if state in (Batch.State.RUNNING, Batch.State.DONE) else 2),
            "cancel_url": model_url(batch) if checked else "",
            "done_url": model_url(batch) if ended else "",
            "mine": mine,
        }

    def outlook(self, batch) -> dict:
        """Return what an import does in numbers and, once checked, its first rows."""
        if batch.kind != Batch.Kind.IMPORT:
            return {}
        found = {
            "tally": tally(batch),
            "left_out": batch.options.get("counts", {}).get("skipped"),
            "doubles": batch.items.filter(values__isnull=False).order_by("line")[:SHOWN],
        }
        if batch.state == Batch.State.CHECKED and batch.by_id == self.request.user.pk:
            try:
                found["preview_heads"], found["preview"] = preview(batch)
            except RuleBroken as error:
                messages.error(self.request, str(error))
        return found

    def undo(self, batch) -> dict:
        """Return the button that undoes the batch, or the undo of it that there is."""
        if batch.kind not in undoing.UNDOABLE or batch.state not in undoing.ENDED:
            return {}
        undo = batch.undos.filter(state__in=[Batch.State.RUNNING, Batch.State.DONE]).first()
        if undo:
            return {"undo": undo, "undo_url": page_of(undo)}
        refused = undoing.refusal(batch, self.request.user)
        url = reverse("core:batch_undo", args=[batch.pk])
        button = Button(_("Undo"), url, method="post", refused=refused)
        return {"undo_button": button, "undo_until": undoing.until(batch)}

    def readable(self, value) -> str:
        """Return a faulty value; those of a sheet of somebody else as masked as their fields."""
        batch, user = self.object, self.request.user
        if batch.by_id == user.pk or not privacy.masked(user, apps.get_model(batch.model)):
            return value
        return privacy.mask(str(value))

    def findings(self) -> dict:
        """Return one page of faulty rows."""
        rows = self.object.items.exclude(errors=[]).order_by("line")
        page = Paginator(rows, SHOWN).get_page(self.request.GET.get("page"))
        named = self.object.kind == Batch.Kind.UNDO
        names = naming.names(page.object_list, self.request.user) if named else {}
        errors = [
            {
                "line": item.line,
                "record": names.get((item.model, item.object_id)),
                "column": column,
                "value": self.readable(value),
                "reason": reason,
            }
            for item in page.object_list
            for column, value, reason in item.errors
        ]
        return {"errors": errors, "pager": pages(self.request, page)}


def pages(request, page):
    """Return the pager of a page of findings."""
    found = Slice(
        [], page.paginator.count, False, page.number, page.has_next(), page.has_previous()
    )
    address = Address(request.path, request.GET)
    return pager(found, page.paginator.per_page, len(page.object_list), address.change)


class BatchCancel(BatchPage, View):
    """Stop a batch; what is stored already stays, and the page says how much that is."""

    permission = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        batch = self.batch()
        if batch.kind != Batch.Kind.UNDO:  # half an undo helps nobody; it goes on to its end
            rows = Batch.objects.filter(pk=batch.pk, state__in=Batch.OPEN)
            rows.update(state=Batch.State.CANCELLED, finished_at=timezone.now())
        return redirect(page_of(batch))


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class BatchUndo(BatchPage, View):
    """Look at what undoing a batch would do; the page of the undo asks once more."""

    permission = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        batch = self.batch()
        try:
            undo = undoing.prepare(batch, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(page_of(batch))
        undoing.look_ahead(undo)
        return redirect(page_of(undo))


class BatchChanges(BatchPage, DetailView):
    """What a batch changed, row by row, before and after, from the audit trail."""

    permission = "view"
    template_name = "core/batch_changes.html"
    http_method_names = ["get"]

    def get_context_data(self, **kwargs):
        batch = self.object
        self.title = _("Changes: %s") % batch
        page = Paginator(batch.changes.order_by("pk"), SHOWN).get_page(self.request.GET.get("page"))
        changes = naming.told(page.object_list, self.request.user)
        return super().get_context_data(
            page=self,
            batch=batch,
            changes=changes,
            pager=pages(self.request, page),
            back_url=page_of(batch),
            **kwargs,
        )


class BatchList(View):
    """The jobs of the person, newest first; with the grant everybody's."""

    http_method_names = ["get"]

    def get(self, request):
        self.title = _("My jobs")
        rows = Batch.objects.visible_to(request.user).select_related("by").order_by("-pk")
        everybody = request.user.may(Batch, "view")
        if everybody:
            self.title = _("Jobs")
            rows = rows.filter(by=request.user) if request.GET.get("whose") == "mine" else rows
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        undone = Batch.objects.filter(
            undo_of__in=[batch.pk for batch in page], state=Batch.State.DONE
        )
        context = {
            "page": self,
            "batches": page,
            "everybody": everybody,
            "undone": set(undone.values_list("undo_of", flat=True)),
        }
        return render(request, "core/batch_list.html", context)
