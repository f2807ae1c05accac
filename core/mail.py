"""Mail to people of the firm, once a server is set up (EMAIL_URL); without one nobody misses it.

A mail is handed to the server by a job, which goes with the transaction that asked for it and tries
again while the server is away. Whoever offers something by mail asks `is_ready()` first.
"""

import logging
import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy

from core import firm

logger = logging.getLogger("zhike.mail")

# 8 tries in about an hour: a mail server that restarts, or one that asks strangers to come again
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=3)
GONE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused)


def is_ready() -> bool:
    """Say whether this installation has a mail server."""
    return bool(settings.MAIL_SERVER)


def reaches(person) -> bool:
    """Say whether a person can be written to."""
    return person.is_active and reaches_address(person.email)


def reaches_address(text: str) -> bool:
    """Say whether an address can be written to."""
    return is_ready() and is_address(text)


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def link(path: str) -> str:
    """Return the full address of a page; its host is a setting, never what a request says."""
    return settings.SITE_URL.rstrip("/") + path


def one_line(text: str) -> str:
    """Return a text fit for a header of a mail."""
    return " ".join(str(text).split())


def sender() -> str:
    """Return the address that mail comes from, with the name of the firm."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(name or firm.get("firm_name") or settings.PRODUCT_NAME), address))


def send(to: str, subject: str, lines: list[str]) -> None:
    """Hand a mail to the server now; raises what went wrong. Jobs call this."""
    body = "\n\n".join(line for line in lines if line) + "\n"
    headers = {"Auto-Submitted": "auto-generated"}  # nobody's holiday notice answers it
    EmailMessage(one_line(subject), body, sender(), [to], headers=headers).send()


def deliver(to: str, subject: str, lines: list[str]) -> bool:
    """Send from a job: what is refused for good is noted, all else is raised and tried again."""
    try:
        send(to, subject, lines)
    except GONE as refusal:
        if not for_good(refusal):
            raise
        logger.warning("mail to %s refused: %s", one_line(to), one_line(answer_of(refusal)))
        return False
    return True


def for_good(refusal) -> bool:
    """Say whether trying again is of no use: the code of the server begins with 5."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in refusal.recipients.values())
    return refusal.smtp_code >= 500


def answer_of(error: Exception) -> str:
    """Return what the mail server said, or what kept us from reaching it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(said(*answer) for answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def said(code: int, text) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {plain}"


def try_out(person) -> str:
    """Send a test mail to a person now; return why that failed, empty when the server took it."""
    if not is_ready():
        return _("No mail server is set up: EMAIL_URL is empty.")
    if not is_address(person.email):
        return _("Your account has no e-mail address.")
    subject = _("Test mail of %s") % settings.PRODUCT_NAME
    try:
        send(person.email, subject, [_("Mail goes out from here."), link("/")])
    except (smtplib.SMTPException, OSError) as error:
        return answer_of(error)
    return ""
