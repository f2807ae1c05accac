"""Pages of the handover of a leaver: choose, divide, preview, give, close the account."""

import io

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, TemplateView, View
from openpyxl import Workbook

from accounts.forms import HandoverForm, LeaverForm
from accounts.models import User
from accounts.services import handover, users
from accounts.views import handover_tables as tables
from core import exporting
from core.errors import RuleBroken
from core.models import Batch
from core.ui import Tab
from core.views.settings import SettingPage


class HandoverPages(SettingPage):
    """What all pages of a handover share: people whose accounts one may change."""

    model = User
    permission = "change"
    title = gettext_lazy("Leaver handover")

    def get_queryset(self):
        return users.within_reach(self.request.user, "change")

    def plans(self):
        return Batch.objects.filter(kind=Batch.Kind.HANDOVER, by=self.request.user)

    def crumbs(self):
        start = Tab(_("Leaver handover"), reverse("accounts:handover"))
        return super().crumbs() if self.action == "start" else [*super().crumbs(), start]


class HandoverStart(HandoverPages, TemplateView):
    """Who leaves, and the handovers so far."""

    action = "start"
    template_name = "accounts/handover_start.html"
    intro = gettext_lazy("Give what somebody holds to others, then close the account")

    def get(self, request):
        self.form = LeaverForm(request.GET or None, people=self.get_queryset())
        if self.form.is_valid():
            return redirect("accounts:user_handover", pk=self.form.cleaned_data["person"].pk)
        return super().get(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, plans=self.plans()[:20], **kwargs)


class UserHandover(HandoverPages, FormView):
    """What a person holds, and who is to get it; the answer is a plan to look at."""

    action, route = "handover", "<int:pk>/handover/"
    template_name = "accounts/handover.html"
    form_class = HandoverForm

    @cached_property
    def person(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    @cached_property
    def counted(self):
        return handover.counts(self.person, by=self.request.user)

    def get_title(self):
        return _("Handover of %s") % self.person

    def get_form_kwargs(self):
        found = tables.split_of(self.person, self.request.GET.get("rule", ""))
        return {**super().get_form_kwargs(), "counted": self.counted, **found}

    def form_valid(self, form):
        try:
            batch = handover.plan(self.person, form.wish(), by=self.request.user)
        except RuleBroken as refusal:
            form.add_error("receiver-1" if refusal.field else None, str(refusal))
            return self.form_invalid(form)
        return redirect("accounts:handover_plan", pk=batch.pk)

    def get_context_data(self, **kwargs):
        found = super().get_context_data(**kwargs)
        rules = tables.rules(found["form"].split)
        return {**found, "person": self.person, "counted": self.counted, "rules": rules}


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class HandoverPlan(HandoverPages, DetailView):
    """Who gets what, before it is given and after; few rows can be chosen one by one."""

    action = "plan"
    template_name = "accounts/handover_plan.html"

    def get_queryset(self):
        return self.plans()

    def get_title(self):
        return _("Handover of %s") % self.object.filename

    def post(self, request, pk):
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            if "discard" in request.POST:
                handover.discard(batch)
                return redirect("accounts:user_handover", pk=batch.options["person"])
            handover.choose(batch, tables.choices_in(request.POST, batch))
            if "give" in request.POST:
                handover.begin(batch, by=request.user)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        return redirect("accounts:handover_plan", pk=pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**tables.plan_page(self.object), **kwargs)


class HandoverSheet(HandoverPages, View):
    """Who got what, as a workbook."""

    action = "sheet"
    http_method_names = ["get"]

    def get(self, request, pk):
        batch = get_object_or_404(self.plans(), pk=pk)
        book, stream = Workbook(write_only=True), io.BytesIO()
        labels = [_("Kind of record"), _("Record"), _("To"), _("Reason why not")]
        rows = tables.rows_of(batch, batch.items.order_by("line"))
        exporting.add_sheet(book, _("Leaver handover"), labels, ["text"] * 4, rows)
        book.save(stream)
        kind = exporting.KIND["xlsx"].content_type
        answer = HttpResponse(stream.getvalue(), content_type=kind)
        answer.headers["Content-Disposition"] = f'attachment; filename="handover-{pk}.xlsx"'
        return answer


class UserLeave(HandoverPages, View):
    """Close the account of somebody whose hands are empty."""

    action, route = "leave", "<int:pk>/leave/"
    http_method_names = ["post"]

    def post(self, request, pk):
        person = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            handover.close(person, by=request.user)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The account of %s is closed.") % person)
        return redirect("accounts:user_handover", pk=pk)
