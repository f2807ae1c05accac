"""Business actions: on one record, with or without a form, and on many."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from core.errors import RuleBroken
from core.forms import keep_in_reach
from core.routes import url_for
from core.views.base import RecordPage
from core.views.typed import TypedPage, tell_saved


class ActionPage(RecordPage, View):
    """POST one business action on one record; `run` calls one service."""

    permission = "change"
    http_method_names = ["post"]
    done = ""

    def run(self, obj, *, by):
        raise NotImplementedError

    def post(self, request, pk):
        obj = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            self.run(obj, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(self.done) % {"record": obj})
        return redirect(self.next_url(obj))

    def next_url(self, obj) -> str:
        """Return the record when it is still within reach, else the list."""
        rows = self.model.objects.visible_to(self.request.user)
        seen = rows.filter(pk=obj.pk).exists()
        return url_for(obj, "detail") if seen else url_for(self.model, "list")


class FormActionPage(TypedPage, RecordPage, FormView):
    """A business action that asks something first; `run(obj, form, by=…)` calls one service."""

    permission = "change"
    template = "action"
    submit_label = ""
    done = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.model, self.permission):
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "record": self.object}

    def get_form(self, form_class=None):
        return keep_in_reach(super().get_form(form_class), self.request.user)

    def run(self, obj, form, *, by):
        raise NotImplementedError

    def form_valid(self, form):
        try:
            with transaction.atomic():
                self.run(self.object, form, by=self.request.user)
        except RuleBroken as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        self.stored = self.object
        messages.success(self.request, str(self.done) % {"record": self.object})
        return redirect(self.get_success_url())

    def sent_already(self, sent):
        tell_saved(self.request, self.object)
        return redirect(self.get_success_url())

    def get_success_url(self):
        rows = self.model.objects.visible_to(self.request.user)
        seen = rows.filter(pk=self.object.pk).exists()
        return url_for(self.object, "detail") if seen else url_for(self.model, "list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            object=self.object,
            submit_label=self.submit_label or self.get_title(),
            cancel_url=self.cancel_url(),
            **kwargs,
        )

    def cancel_url(self) -> str:
        return url_for(self.object, "detail")


class BulkPage(RecordPage, FormView):
    """One business action on the ticked rows: the single action in a loop.

    Rows that refuse are named and left alone; rows beyond reach are counted, never named. With a
    form the page asks once for all rows.
    """

    permission = "change"
    template = "confirm_bulk"
    form_class = None
    submit_label = ""
    icon = ""
    confirm = ""  # asked in the browser before an action without a form
    http_method_names = ["post"]

    def run(self, obj, *, by, **answers):
        raise NotImplementedError

    def keys(self) -> list[int]:
        found = [text for text in self.request.POST.getlist("pk") if text.isdigit()]
        return [int(text) for text in found if len(text) < 19][: settings.BULK_CAP]

    def get_form(self, form_class=None):
        if self.form_class is None:
            return None
        data = self.request.POST if "confirmed" in self.request.POST else None
        return keep_in_reach(self.form_class(data), self.request.user)

    def post(self, request, *args, **kwargs):
        rows = list(self.get_queryset().filter(pk__in=self.keys()).order_by("pk"))
        if not rows:
            messages.error(request, _("Tick at least one row within your reach."))
            return redirect(url_for(self.model, "list"))
        form = self.get_form()
        if form is not None and not ("confirmed" in request.POST and form.is_valid()):
            context = self.get_context_data(
                rows=rows,
                count=len(rows),
                keys=[row.pk for row in rows],
                form=form,
                submit_label=self.submit_label or self.get_title(),
                cancel_url=url_for(self.model, "list"),
            )
            return self.render_to_response(context)
        self.run_all(rows, form.cleaned_data if form else {})
        return redirect(url_for(self.model, "list"))

    def run_all(self, rows, answers):
        """Run the action row by row, each in its own savepoint, and tell what became of them."""
        refused = []
        with transaction.atomic():
            for row in rows:
                try:
                    with transaction.atomic():
                        self.run(row, by=self.request.user, **answers)
                except RuleBroken as error:
                    refused.append(f"{row}: {error}")
        done = len(rows) - len(refused)
        beyond = len(set(self.keys())) - len(rows)
        if done:
            text = ngettext("Done for %d record.", "Done for %d records.", done) % done
            messages.success(self.request, text)
        for text in refused[:10]:
            messages.error(self.request, text)
        if beyond:
            text = ngettext("%d row was refused.", "%d rows were refused.", beyond) % beyond
            messages.warning(self.request, text)
