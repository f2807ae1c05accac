"""The page of the first run; it is there only while nobody has an account."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core.errors import RuleBroken
from crm_site import opening
from crm_site.demo.load import load
from crm_site.forms import FirstRunForm


@method_decorator(login_not_required, name="dispatch")
class FirstRun(FormView):
    """Set the installation up and sign the administrator in."""

    template_name = "crm_site/first_run.html"
    form_class = FirstRunForm
    title = gettext_lazy("Set up Zhike")

    def dispatch(self, request):
        if not opening.is_open():
            raise Http404
        return super().dispatch(request)

    def get_initial(self):
        return {"language": get_language(), "code": self.request.GET.get("code", "")}

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            user = opening.open_firm(
                form.instance, values["password"], firm_name=values["firm_name"]
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        if values.get("demo"):
            load(timezone.localdate())
        login(self.request, user)
        messages.info(self.request, _("Done. Next, open accounts for your colleagues."))
        return redirect("core:settings_index")

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self, **kwargs)
