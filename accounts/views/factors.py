"""The second factor: the step at the sign-in, and the page where a person keeps their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts import one_time_codes
from accounts.forms import CodeForm, FactorForm, PasswordAgainForm
from accounts.services import door, factors
from accounts.views.entering import come_in
from core import firm
from core.errors import RuleBroken


@method_decorator(login_not_required, name="dispatch")
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class FactorStep(View):
    """After the password: the code of the app, or a recovery code."""

    def get(self, request):
        return redirect("login")

    def post(self, request):
        user = factors.from_half(request.POST.get("token", ""))
        if user is None:
            messages.info(request, _("Please sign in again."))
            return redirect("login")
        form = CodeForm(request.POST)
        if form.is_valid() and passes(request, user, form):
            return come_in(request, user, target(request))
        return ask(request, form)


def passes(request, user, form) -> bool:
    """Say whether the code is right; if not, write it down and say so."""
    try:
        if factors.accepts(user, form.cleaned_data["code"]):
            return True
        form.add_error("code", _("Type the six digits that the app shows now, or another code."))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
    factors.refuse(door.Caller.of(request), user)
    return False


def ask(request, form):
    """Show the second step; what was typed before the sign-in goes along."""
    carried = {name: request.POST.get(name, "") for name in ("next", "kept")}
    return render(request, "registration/second_factor.html", {"form": form, **carried})


def target(request) -> str:
    url = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure())
    return url if safe else reverse("reports:dashboard")


class FactorPage(TemplateView):
    """Set up the own second factor; once it is there, renew recovery codes or switch it off."""

    template_name = "accounts/second_factor.html"
    title = gettext_lazy("Second factor")

    def get_context_data(self, **kwargs):
        user = self.request.user
        form = kwargs.pop("form", None) or (PasswordAgainForm() if user.has_factor else None)
        found = {} if user.has_factor else proposal(user, self.request.POST.get("token", ""), form)
        return super().get_context_data(page=self, **{"form": form, **found, **kwargs})

    def post(self, request):
        form = (PasswordAgainForm if request.user.has_factor else FactorForm)(request.POST)
        try:
            answer = change(request, form) if form.is_valid() else None
        except RuleBroken as refusal:
            answer = form.add_error(refusal.field, str(refusal))
        return answer or self.render_to_response(self.get_context_data(form=form))


def proposal(user, token, form) -> dict:
    """Return what the page shows of a secret not confirmed yet: the same while one tries."""
    found = factors.proposed(user, token) or factors.propose(user)
    issuer = firm.get("firm_name") or str(_("Zhike"))
    address = one_time_codes.address_of(found.secret, user.username, issuer)
    side, path = one_time_codes.qr_path(address)
    groups = " ".join(found.secret[at : at + 4] for at in range(0, len(found.secret), 4))
    empty = FactorForm(initial={"token": found.token})
    return {"side": side, "qr": path, "key": groups, "form": form or empty, "token": found.token}


def change(request, form):
    """Do what was asked for, after the password: set up, renew the recovery codes, switch off."""
    user, values = request.user, form.cleaned_data
    factors.check_password(user, values["password"])
    if not user.has_factor:
        found = factors.proposed(user, values["token"])
        if found is None:
            raise RuleBroken(_("This page is too old. Open it again."))
        codes = factors.set_up(user, found.secret, values["code"])
    elif "off" in request.POST:
        factors.switch_off(user, by=user)
        messages.success(request, _("The second factor is off."))
        return redirect("accounts:security")
    else:
        codes = factors.renew_codes(user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})
