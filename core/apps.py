from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Settings")

    def ready(self):
        from core import (
            firm_settings,  # noqa: F401  registers them
            housekeeping,  # noqa: F401 - its jobs are known from now on
            stored_files,  # noqa: F401 - checks of check_integrity
        )
        from core.history import verbs
        from core.notes import notes
        from core.views.workdays import year_note

        notes.append(year_note)

        verbs["setting.change"] = _("changed the firm settings")
        verbs["workday.edit"] = _("changed a day of the calendar")
        verbs["workday.import"] = _("took over a list of days")
