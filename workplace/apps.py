from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplaceConfig(AppConfig):
    name = "workplace"
    verbose_name = _("Workplace")

    def ready(self):
        from accounts.backends import along
        from accounts.models import User
        from accounts.own_page import Section, sections
        from core import firm, telling
        from core.history import verbs
        from core.panels import figures
        from workplace import jobs, of_people  # noqa: F401 - the worker knows jobs from now on
        from workplace.services import messages

        along["unread"] = messages.Unread()
        figures[User].append(of_people.unread)
        telling.carriers.append(messages.store)
        firm.register(messages.KEPT)
        verbs["message.choose"] = _("chose what to be told of")
        sections.append(
            Section(
                _("Messages"),
                _("What you are told of, on the page and by mail."),
                _("Message settings"),
                "workplace:message_settings",
                "bell",
            )
        )
