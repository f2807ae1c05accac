from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Other programs")

    def ready(self):
        from accounts.own_page import Section, sections
        from api import jobs  # noqa: F401  so that the worker knows them
        from core.history import verbs

        sections.append(
            Section(
                _("API tokens"),
                _("With a token another program acts in your name."),
                _("Your tokens"),
                "api:apitoken_list",
                "file-code",
                lambda user: user.has_perm("api.add_apitoken"),
            )
        )
        verbs["apitoken.make"] = _("made an API token")
        verbs["apitoken.revoke"] = _("revoked an API token")
        verbs["webhook.add"] = _("set up a webhook")
        verbs["webhook.edit"] = _("edited a webhook")
        verbs["webhook.stop"] = _("switched off a webhook that did not answer")
