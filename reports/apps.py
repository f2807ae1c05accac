from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self):
        from core import firm, telling
        from reports import usage

        firm.register(*usage.SETTINGS)
        telling.register(usage.NOTICE)
