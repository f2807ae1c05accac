"""Removing the demo firm."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.errors import RuleBroken
from core.models import Setting
from core.views.settings import SettingPage
from crm_site import opening
from crm_site.demo import removal
from crm_site.demo.people import MARK


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # the owner does it
class RemoveDemo(SettingPage, TemplateView):
    """Ask, then remove; a person of the demo firm goes with it and sets the program up anew."""

    model = Setting
    template_name = "generic/action.html"
    title = gettext_lazy("Remove the demo firm")
    intro = gettext_lazy(
        "Its people, customers, products, opportunities and orders go for good, with their history "
        "and the jobs. Settings, roles, lists and the accounts of your own people stay."
    )

    def get(self, request):
        if not removal.is_there():
            return redirect("core:settings_index")
        return super().get(request)

    def post(self, request):
        try:
            removal.remove()
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect("core:settings_index")
        if request.user.employee_no.startswith(MARK):
            logout(request)
            code = f"?code={opening.code()}" if opening.is_open() else ""
            return redirect(f"{reverse('first_run')}{code}" if code else "login")
        messages.success(request, _("The demo firm is removed; your firm is empty."))
        return redirect("core:settings_index")

    def get_context_data(self, **kwargs):
        address = reverse("core:settings_index")
        return super().get_context_data(
            form=None, danger=True, submit_label=self.title, cancel_url=address, **kwargs
        )
