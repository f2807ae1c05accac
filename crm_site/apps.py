from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "crm_site"
