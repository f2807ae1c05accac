"""A forgotten password: a link by mail, which works once, for an hour, and for nobody else.

The link dies with the password that it replaces, with a sign-in and with another e-mail address:
all of them are part of its token.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import throttle
from core import mail
from core.jobs import job

MINUTES = 60
MOST_AN_HOUR = 5  # mails to one person


class Tokens(PasswordResetTokenGenerator):
    """Signing somebody out everywhere kills their links as well."""

    key_salt = "accounts.forgotten"

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"


tokens = Tokens()


def is_offered() -> bool:
    """Say whether a password can be reset by mail here."""
    return mail.is_ready()


def ask(name: str) -> None:
    """Let a job look for the person: the answer, and its time, are the same for every name."""
    mail_reset.defer(name=name[:150])


@job("mail_reset", retry=mail.PATIENT)
def mail_reset(name: str):
    """Send the link, when there is such a person with an address."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not mail.reaches(user):
        return
    if throttle.take(f"reset {user.pk}", MOST_AN_HOUR, MINUTES):
        return  # many addresses that ask for one person fill no mailbox
    key = urlsafe_base64_encode(force_bytes(user.pk))
    link = reverse("password_reset", args=[key, tokens.make_token(user)])
    with translation.override(user.language):
        mail.deliver(
            user.email,
            _("A new password"),
            [
                _("%s, somebody asked for a new password for your account.") % user.real_name,
                _("Choose it here within an hour; the link works once: %s") % mail.link(link),
                _("If that was not you, do nothing: your password stays as it is."),
            ],
        )
