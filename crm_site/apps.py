from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "crm_site"

    def ready(self):
        from core.history import verbs
        from core.navigation import settings_menus
        from core.notes import notes
        from crm_site import checks  # noqa: F401 - registers them
        from crm_site.demo.removal import demo_note
        from crm_site.menu import SETTINGS

        settings_menus.extend(SETTINGS)
        notes.append(demo_note)
        verbs["firm.open"] = _("set the firm up")
        verbs["firm.setup"] = _("brought what the program ships")
