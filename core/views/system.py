"""The page that says how the system is doing."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from core import mail, system
from core.models import Change, Setting
from core.ui import Button
from core.views.settings import SettingPage


class SystemPage(SettingPage, TemplateView):
    """Version, sizes, jobs, backups: for those who may read the audit trail."""

    model, permission = Change, "view"
    template_name = "core/system_state.html"
    title = gettext_lazy("System state")
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        found = system.state()
        return super().get_context_data(
            groups=found.groups, warnings=found.warnings, buttons=self.buttons(), **kwargs
        )

    def buttons(self):
        if not self.may("change", Setting):
            return []
        why = "" if mail.is_ready() else _("No mail server is set up: EMAIL_URL is empty.")
        label = _("Send a test mail to me")
        return [Button(label, reverse("core:mail_test"), "mail", method="post", refused=why)]


class MailTest(SettingPage, View):
    """Send a mail to oneself and say what the server answered."""

    model, permission = Setting, "change"
    http_method_names = ["post", "options"]

    def post(self, request):
        why = mail.try_out(request.user)
        if why:
            messages.error(request, _("The mail did not go out: %s") % why)
        else:
            text = _("The mail server has taken the mail for %s. Look into your mailbox.")
            messages.success(request, text % request.user.email)
        return redirect("core:system_state")
