"""The duplicate guard on the forms of customers."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import View

from core.keys import key_of
from core.views.base import RecordPage
from customers.models import Customer
from customers.services import duplicates

ASKED = ("name", "phone", "tax_number", "email")


class CustomerSimilar(RecordPage, View):
    """Tell who is on file already while a customer is typed."""

    model, permission = Customer, "add"
    http_method_names = ["get"]

    def get(self, request):
        typed = {name: request.GET.get(name, "")[:120].replace("\0", "") for name in ASKED}
        but = key_of(request.GET.get("but", ""))
        context = {
            "matches": duplicates.find(request.user, **typed, but=but),
            "reason": request.GET.get("same_reason", "")[:120],
        }
        return HttpResponse(render_to_string("customers/_similar.html", context))


class GuardedPages:
    """Mixin of the page that files a customer: one that may be on file needs a reason."""

    def form_valid(self, form):
        typed = {name: form.cleaned_data.get(name, "") for name in ASKED}
        reason = " ".join(self.request.POST.get("same_reason", "").split())[:120]
        user, customer = self.request.user, form.instance
        matches = duplicates.guard(customer, typed, by=user, has_reason=bool(reason))
        if matches and not reason:
            form.fields["name"].widget.matches = matches
            told = _("This customer may be on file already. Open it, or say why it is another one.")
            form.add_error("name", told)
            return self.form_invalid(form)
        duplicates.note_reason(customer, reason if matches else "")
        return super().form_valid(form)
