"""The page from which all settings are reached, and what settings pages share."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.navigation import entries, settings_menus
from core.ui import Tab
from core.views.base import RecordPage


class SettingsIndex(TemplateView):
    """All that the person may set, in groups with one sentence each."""

    template_name = "core/settings_index.html"
    title = gettext_lazy("Settings")

    def dispatch(self, request):
        self.menus = entries(settings_menus, request.user)
        if not self.menus:
            raise PermissionDenied
        return super().dispatch(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self, menus=self.menus, **kwargs)


class SettingPage(RecordPage):
    """A page of settings: `template_name` as it is, and the way back to all settings."""

    permission = "change"

    def get_template_names(self):
        return [self.template_name]

    def crumbs(self):
        return [Tab(_("Settings"), reverse("core:settings_index"))]
