"""The page that says how the system is doing."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import system
from core.models import Change
from core.views.settings import SettingPage


class SystemPage(SettingPage, TemplateView):
    """Version, sizes, jobs, backups: for those who may read the audit trail."""

    model, permission = Change, "view"
    template_name = "core/system_state.html"
    title = gettext_lazy("System state")
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        found = system.state()
        return super().get_context_data(groups=found.groups, warnings=found.warnings, **kwargs)
