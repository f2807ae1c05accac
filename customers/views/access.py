"""Requests for customers of others: asking from the duplicate guard, answering on their page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.errors import RuleBroken, why_not
from core.routes import url_for
from core.tables import Column
from core.ui import Button
from core.views import ActionPage, DetailPage, FormActionPage, ListPage
from core.views.base import RecordPage
from customers.filters import OfCustomerFilter
from customers.forms import ReleaseForm
from customers.models import AccessRequest, Customer
from customers.services import access, duplicates

REQUEST = (
    Column("customer", kind="record"),
    Column("kind"),
    Column("asked_by"),
    Column("created_at", kind="moment"),
    Column("note"),
)
ANSWER = (
    Column("state", kind="state"),
    Column("answered_by"),
    Column("answered_at", kind="moment"),
    Column("answer"),
)


class AccessRequestAsk(RecordPage, View):
    """Send a request from the hint that a customer is on file; who may add customers may ask."""

    model, permission = Customer, "add"
    http_method_names = ["post"]

    def post(self, request):
        try:
            customer, kind = duplicates.asked_for(request.POST.get("ask", ""), request.user)
            access.ask(customer, kind, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The account manager has been asked; you get a message."))
        return redirect(url_for(Customer, "list"))


class AccessRequestList(ListPage):
    model = AccessRequest
    filters = OfCustomerFilter
    bulk_delete = False
    nothing = (gettext_lazy("Colleagues ask here for customers that they meet as well."), "")
    columns = (Column("customer"), *REQUEST[1:], *ANSWER)


class AccessRequestDetail(DetailPage):
    model = AccessRequest
    related = ("customer", "asked_by")
    facts = ((gettext_lazy("Request"), REQUEST), (gettext_lazy("Answer"), ANSWER))

    def buttons(self):
        if not self.within("change"):
            return []
        refused = why_not(partial(access.check_answer, by=self.request.user), self.object)
        accept, refuse = (url_for(self.object, action) for action in ("accept", "refuse"))
        return [
            Button(_("Accept the request"), accept, "check", True, "post", refused=refused),
            Button(_("Refuse"), refuse, "x", refused=refused),
        ]


class AccessRequestAccept(ActionPage):
    model = AccessRequest
    action, route = "accept", "<int:pk>/accept/"
    done = gettext_lazy("Accepted: %(record)s")

    def run(self, request, *, by):
        access.accept(request, by=by)

    def next_url(self, request):
        rows = Customer.objects.visible_to(self.request.user)
        seen = rows.filter(pk=request.customer_id).first()
        return url_for(seen, "detail") if seen else url_for(Customer, "list")


class AccessRequestRefuse(FormActionPage):
    model = AccessRequest
    action, route = "refuse", "<int:pk>/refuse/"
    form_class = ReleaseForm
    title = gettext_lazy("Refuse the request")
    done = gettext_lazy("Refused: %(record)s")

    def run(self, request, form, *, by):
        access.refuse(request, reason=form.cleaned_data["reason"], by=by)
