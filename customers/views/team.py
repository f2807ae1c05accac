"""Co-workers of a customer: who works along, one more, one less."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.keys import key_of
from core.routes import url_for
from core.views import FormActionPage
from core.views.base import RecordPage
from customers.forms import PersonChoice
from customers.models import Customer
from customers.services import team


class CustomerTeam(FormActionPage):
    model = Customer
    action, route = "team", "<int:pk>/team/"
    form_class = PersonChoice
    title = gettext_lazy("Co-workers")
    submit_label = gettext_lazy("Add co-worker")
    intro = gettext_lazy("Co-workers reach the customer and what hangs on it like its owner.")
    done = gettext_lazy("Co-worker added to %(record)s.")

    def run(self, customer, form, *, by):
        team.add(customer, form.cleaned_data["to"], by=by)

    def get_success_url(self):
        return url_for(self.object, "team")

    def get_context_data(self, **kwargs):
        rows = self.object.coworkers.select_related("user__department").order_by("pk")
        return super().get_context_data(coworkers=rows, **kwargs)


class CustomerLeave(RecordPage, View):
    """Take a co-worker off; the post names who."""

    model = Customer
    action, route, permission = "leave", "<int:pk>/team/remove/", "change"
    http_method_names = ["post"]
    done = gettext_lazy("%s is no co-worker any more.")

    def post(self, request, pk):
        customer = get_object_or_404(self.get_queryset(), pk=pk)
        key = key_of(request.POST.get("member", ""))
        member = customer.coworkers.select_related("user").filter(pk=key).first()
        if member is not None:  # else somebody was faster
            team.remove(member, by=request.user)
            messages.success(request, str(self.done) % member.user)
        return redirect(url_for(customer, "team"))
