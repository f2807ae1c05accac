"""The import wizard: upload, map, check, store. Batches belong to the one who made them."""

import io

from django import forms
from django.conf import settings
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from openpyxl import Workbook

from core import exporting
from core.custom.importing import importer_for
from core.errors import RuleBroken
from core.importing.looking import look
from core.models import Batch
from core.ui import Step
from core.views.base import RecordPage

STEPS = (
    (gettext_lazy("Upload"), gettext_lazy("xlsx, xls or csv")),
    (gettext_lazy("Columns"), gettext_lazy("which column is which field")),
    (gettext_lazy("Check"), gettext_lazy("row by row, nothing is written yet")),
    (gettext_lazy("Import"), gettext_lazy("the rows without errors")),
)


def wizard(current: int) -> list[Step]:
    """Return the four steps of an import with step `current` (from 0) in hand."""
    states = ["done"] * current + ["current"] + ["coming"] * (len(STEPS) - current - 1)
    return [
        Step(str(label), str(note), state)
        for (label, note), state in zip(STEPS, states, strict=False)
    ]


class UploadForm(forms.Form):
    """The sheet to import."""

    file = forms.FileField(
        label=gettext_lazy("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("The file is larger than %d MB. Split it.") % limit)
        return file


class ImportPage(RecordPage, FormView):
    """Upload a sheet of rows of `model`; its importer is registered by the app."""

    action, route, permission = "import", "import/", "add"
    template = "import_upload"
    form_class = UploadForm
    upload_setting = "IMPORT_MAX_BYTES"

    def get_title(self):
        return _("Import %s") % self.model._meta.verbose_name_plural

    @property
    def importer(self):
        return importer_for(self.model._meta.label_lower, self.request.user)

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        batch = Batch(
            kind=Batch.Kind.IMPORT,
            model=self.model._meta.label_lower,
            by=self.request.user,
            filename=file.name[:200],
        )
        batch.source.save("sheet", file, save=False)
        fault = _("The sheet has no rows below its headings.")
        try:
            if look(batch, self.importer) or len(batch.options["sheets"]) > 1:
                fault = ""
        except RuleBroken as error:
            fault = str(error)
        if fault:
            batch.source.delete(save=False)
            form.add_error("file", fault)
            return self.form_invalid(form)
        batch.save()
        return redirect(reverse("core:batch_map", args=[batch.pk]))

    def get_context_data(self, **kwargs):
        names = [str(column.label) for column in self.importer.columns if column.required]
        self.intro = str(self.importer.note)
        return super().get_context_data(
            steps=wizard(0),
            template_url=reverse(
                f"{self.model._meta.app_label}:{self.model._meta.model_name}_template"
            ),
            required=names,
            cancel_url=self.back_url(),
            **kwargs,
        )

    def back_url(self) -> str:
        """Return the list of the model, or the start page when it has none."""
        from core.routes import has_page, url_for

        return url_for(self.model, "list") if has_page(self.model, "list") else "/"


class TemplatePage(RecordPage, View):
    """An empty sheet with the heads that the import understands and one sample row."""

    action, route, permission = "template", "import/template/", "add"
    http_method_names = ["get"]

    def get(self, request):
        columns = importer_for(self.model._meta.label_lower, request.user).columns
        title = capfirst(str(self.model._meta.verbose_name_plural))
        book = Workbook(write_only=True)
        labels = [str(column.label) for column in columns]
        samples = [str(column.sample) for column in columns]
        exporting.add_sheet(book, title, labels, ["text"] * len(labels), [samples])
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        return FileResponse(
            stream,
            as_attachment=True,
            filename=f"{title}.xlsx",
            content_type=exporting.KIND["xlsx"].content_type,
        )
