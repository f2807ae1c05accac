from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "crm_site"

    def ready(self):
        from core.navigation import settings_menus
        from crm_site.menu import SETTINGS

        settings_menus.extend(SETTINGS)
