"""Export of exactly what a list shows: at once when it is short, as a job when it is long."""

import tempfile

from django import forms
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from core import exporting, firm
from core.address import Address
from core.export_work import export_in_background, finish, write_export
from core.keys import keys_of
from core.models import Batch
from core.routes import url_for
from core.views.base import RecordPage
from core.views.list_head import column_choice
from core.views.saved import LONGEST, chosen_columns


class ExportForm(forms.Form):
    """Which kind of sheet, and what it is for when it holds many rows."""

    format = forms.ChoiceField(
        label=gettext_lazy("Kind of sheet"),
        choices=[(kind.name, kind.label) for kind in exporting.KINDS],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    reason = forms.CharField(
        label=gettext_lazy("What the sheet is for"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Kept with the export and written into the sheet."),
    )

    def __init__(self, *args, total, **kwargs):
        super().__init__(*args, **kwargs)
        self.total = total
        self.needs_reason = total > firm.get("export_reason_rows")
        if not self.needs_reason:
            del self.fields["reason"]

    def clean_format(self):
        kind = self.cleaned_data["format"]
        most = exporting.MOST_ROWS.get(kind)
        if most and self.total > most:
            raise forms.ValidationError(
                _("A sheet of Excel holds %s rows. Choose CSV, or fewer rows.") % f"{most:,}"
            )
        return kind

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError(_("Say what so many rows are needed for."))
        return reason


class ExportPage(RecordPage, View):
    """Declare `list_page`; reach, filters, columns and order are those of the list.

    `?format=csv` writes exactly what the list shows. Without a format the page asks for columns,
    their order and the kind of sheet; so it does for ticked rows, and for a reason above a number
    of rows.
    """

    action, route, permission = "export", "export/", "export"
    http_method_names = ["get", "post"]
    list_page = None

    def get(self, request):
        kind = request.GET.get("format", "")
        if kind and kind not in exporting.KIND:
            raise Http404
        columns = self.list_page.columns_for(request.user, request.GET)
        form = ExportForm({"format": kind} if kind else None, total=self.rows().count())
        if kind and form.is_valid():
            return self.export(form, columns)
        return self.ask(form, columns)

    def post(self, request):
        chosen = chosen_columns(request.POST)
        data = self.data.copy()
        if chosen:
            data["cols"] = ",".join(chosen)
        columns = self.list_page.columns_for(request.user, data)
        asked = request.POST if "format" in request.POST else None
        form = ExportForm(asked, total=self.rows().count())
        return self.export(form, columns) if form.is_valid() else self.ask(form, columns)

    # which rows -------------------------------------------------------------------------

    @cached_property
    def data(self) -> QueryDict:
        """Return the state of the list that the export starts from."""
        if self.request.method == "POST":
            return QueryDict(self.request.POST.get("query", "")[:LONGEST])
        return self.request.GET

    @cached_property
    def keys(self) -> list[int]:
        """Return the ticked rows; none: all that match."""
        given = [] if "all" in self.request.POST else self.request.POST.getlist("pk")
        return keys_of(given)

    def rows(self):
        rows = self.list_page.filtered(self.request.user, self.data, "export")
        return rows.filter(pk__in=self.keys) if self.keys else rows

    # asking -----------------------------------------------------------------------------

    def ask(self, form, columns):
        user, total = self.request.user, self.rows().count()
        title = ngettext("Export %s row", "Export %s rows", total) % f"{total:,}"
        back = Address(url_for(self.model, "list"), self.data)
        context = {
            "page": self,
            "crumbs": self.crumbs(),
            "form": form,
            "column_choice": column_choice(columns, self.list_page.all_columns(user), self.model),
            "query": self.data.urlencode(),
            "keys": self.keys,
            "cancel_url": back.change(cols=self.data.get("cols")),
        }
        self.title = title
        return render(self.request, "generic/export.html", context)

    # writing ----------------------------------------------------------------------------

    def export(self, form, columns):
        kind, total = form.cleaned_data["format"], self.rows().count()
        batch = Batch(
            kind=Batch.Kind.EXPORT,
            model=self.model._meta.label_lower,
            by=self.request.user,
            total=total,
            options={
                "page": f"{self.list_page.__module__}.{self.list_page.__name__}",
                "query": self.data.urlencode(),
                "keys": self.keys,
                "columns": [column.name for column in columns],
                "reason": form.cleaned_data.get("reason", ""),
                "format": kind,
                "language": translation.get_language(),
            },
        )
        batch.state = Batch.State.RUNNING
        if total > firm.get("export_direct_rows"):
            batch = self.running(batch) or self.begun(batch)
            return redirect(reverse("core:batch_detail", args=[batch.pk]))
        return self.answer(batch, kind)

    def running(self, batch):
        """Return the export of the same rows and columns that runs already: a second click."""
        same = {"by": batch.by, "kind": batch.kind, "model": batch.model}
        rows = Batch.objects.filter(**same, state=Batch.State.RUNNING)
        return rows.filter(options=batch.options).first()

    def begun(self, batch):
        batch.save()
        export_in_background.defer(batch_id=batch.pk)
        return batch

    def answer(self, batch, kind):
        """Write the file at once; the batch row is the log of the export."""
        stream = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115
        batch.save()
        finish(batch, write_export(batch, stream))
        stream.seek(0)
        return FileResponse(
            stream,
            as_attachment=True,
            filename=batch.filename,
            content_type=exporting.KIND[kind].content_type,
        )
