"""What people are told of about accounts."""

from django.utils.translation import gettext_lazy as _

from core.telling import Kind


def reviews(user) -> bool:
    return user.has_perm("accounts.add_user")


KINDS = (
    Kind(
        "account.requested",
        _("Somebody asks for an account"),
        _("%(name)s asks for an account."),
        "user",
        mail=True,
        offered=reviews,
    ),
    Kind(
        "account.mail_refused",
        _("A one-time password could not be mailed"),
        _("The mail server refused the one-time password for %(name)s. Print one instead."),
        "mail",
        offered=reviews,
    ),
)
