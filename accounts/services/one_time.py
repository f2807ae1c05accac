"""One-time passwords by mail: made by the job that sends them, so that they lie nowhere."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import AccountRequest, User
from accounts.services import users
from core import audit, mail
from core.errors import RuleBroken
from core.jobs import job
from core.locking import lock
from core.telling import tell


def send(user: User, *, by) -> bool:
    """Let a job send a one-time password when the person can be written to; say whether it will."""
    if not mail.reaches(user):
        return False
    mail_one_time.defer(user_id=user.pk, by_id=by.pk if by else None, mark=mark_of(user))
    return True


def reset_and_send(user: User, *, by) -> None:
    """Take the password away and mail a one-time password."""
    if not mail.reaches(user):
        raise RuleBroken(_("%s cannot be written to: no mail server, or no address.") % user)
    users.reset_password(user, by=by)
    send(user, by=by)


def mark_of(user: User) -> str:
    """Return what tells whether the password is still the one that the job was made for."""
    return salted_hmac("accounts.one_time", user.password).hexdigest()[:32]


@job("mail_one_time", retry=mail.PATIENT)
def mail_one_time(user_id: int, by_id: int | None, mark: str):
    """Make a one-time password and mail it, unless the person got another one meanwhile."""
    by = User.objects.filter(pk=by_id).first()
    user = User.objects.get(pk=user_id)
    with audit.acting(by, "user.reset_password"):
        lock(user)
        if mark_of(user) != mark or not user.must_change_password or not mail.reaches(user):
            return
        password = users.one_time_password()
        users.give_once(user, password)
        user.save(update_fields=["password", *users.ONE_TIME])
        with translation.override(user.language):
            sent = mail.deliver(user.email, _("Your account"), lines(user, password))
        if not sent and by:
            url = reverse("admin:accounts_user_change", args=[user.pk])
            tell([by], "account.mail_refused", url=url, name=user.real_name)


def lines(user: User, password: str) -> list[str]:
    """Return the mail: where to sign in, with what, until when."""
    until = timezone.localtime(user.one_time_until)
    return [
        _("%s, an account is ready for you.") % user.real_name,
        _("Sign in at: %s") % mail.link(reverse("login")),
        _("User name: %s") % user.username,
        _("One-time password: %s") % password,
        _("It is good until %s. At the first sign-in you choose a password of your own.")
        % f"{until:%Y-%m-%d %H:%M}",
    ]


@job("mail_refusal", retry=mail.PATIENT)
def mail_refusal(request_id: int):
    """Tell somebody why there is no account for them."""
    request = AccountRequest.objects.filter(pk=request_id).first()
    if request is None or request.state != AccountRequest.State.REFUSED:
        return
    with translation.override(request.language):
        said = _("Your request for an account was refused: %s") % request.answer
        mail.deliver(request.email, _("Your request for an account"), [said])
