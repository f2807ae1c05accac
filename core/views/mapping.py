"""Import, step 2: which column of the sheet is which field."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core.importing import importers
from core.importing.work import check_batch
from core.models import Batch
from core.views.batches import BatchPage, model_url, start
from core.views.imports import MappingForm, wizard


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
