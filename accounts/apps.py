from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        import accounts.firm_settings  # noqa: F401 - what the firm decides about signing in
        import accounts.integrity  # noqa: F401 - checks of check_integrity
        import accounts.jobs  # noqa: F401 - what is removed every night
        from accounts import messages
        from accounts.holdings import HOLDINGS, RECEIVED
        from accounts.own_page import Section, sections
        from accounts.services import forgotten, one_time, requests  # noqa: F401 - jobs and settings
        from accounts.verbs import VERBS
        from accounts.views.explain import explain_button
        from core import firm, holdings, panels, telling
        from core.history import verbs
        from core.trail import administration

        holdings.register(*HOLDINGS)
        administration += [
            *("accounts.user", "accounts.user_groups", "accounts.role", "accounts.grant"),
            "accounts.department",
        ]
        firm.register(requests.OFFERED)
        panels.actions.append(explain_button)
        sections.append(
            Section(
                _("Sign-in and security"),
                _("Where you are signed in, and from where it was tried in your name."),
                _("Your sessions"),
                "accounts:security",
                "lock",
            )
        )
        telling.register(RECEIVED, *messages.KINDS)
        verbs.update(VERBS)
