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
        from core.dictionary import replacing  # noqa: F401 - likewise
        from core.history import verbs
        from core.notes import notes
        from core.views.workdays import year_note

        notes.append(year_note)

        verbs["dictionarytype.add"] = _("opened the list")
        verbs["dictionarytype.arrange"] = _("changed the order of the list")
        verbs["dictionarytype.delete"] = _("deleted the list")
        verbs["dictionaryitem.activate"] = _("activated the entry")
        verbs["dictionaryitem.add"] = _("added the entry")
        verbs["dictionaryitem.deactivate"] = _("deactivated the entry")
        verbs["dictionaryitem.delete"] = _("deleted the entry")
        verbs["dictionaryitem.rename"] = _("renamed the entry")
        verbs["dictionaryitem.replace"] = _("replaced the entry")
        verbs["numberrule.edit"] = _("changed the number rule")
        verbs["setting.change"] = _("changed the firm settings")
        verbs["workday.edit"] = _("changed a day of the calendar")
        verbs["workday.import"] = _("took over a list of days")
