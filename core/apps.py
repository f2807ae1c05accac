from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Settings")

    def ready(self):
        from core import housekeeping  # noqa: F401 - its jobs are known from now on
