"""Who may come in: user name and password, the limits before them, and the record of it all."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import browsers
from accounts.firm_settings import ALWAYS, NEVER
from accounts.models import SignIn, User
from accounts.services import picture_codes, throttle
from core import firm
from core.errors import RuleBroken

Outcome = SignIn.Outcome
PER_ADDRESS = 4  # so many names may fail from one address before it is asked for a picture code


@dataclass(frozen=True)
class Caller:
    """Where a request comes from and what it was made with."""

    address: str
    browser: str

    @classmethod
    def of(cls, request) -> "Caller":
        return cls(request.address, browsers.in_short(request.headers.get("User-Agent", "")))


def note(caller: Caller, outcome: Outcome, name: str, person: User | None = None) -> None:
    """Write what happened into the sign-in record."""
    SignIn.objects.create(
        person=person,
        name=name[:150],
        address=caller.address or None,
        browser=caller.browser,
        outcome=outcome,
    )


def needs_code(name: str, caller: Caller) -> bool:
    """Say whether a picture code is asked for; it does not matter whether there is such a name."""
    when = firm.get("picture_code")
    if when in (ALWAYS, NEVER):
        return when == ALWAYS
    most = firm.get("picture_code_after")
    keys = throttle.by_name(name), throttle.by_address(caller.address)
    of_name, of_address = throttle.count(*keys)
    return of_name >= most or of_address >= most * PER_ADDRESS


def open_to(request, name: str, password: str, *, code: str = "", token: str = "") -> User:
    """Return the person whose name and password these are; else write down why not, and refuse.

    What is said about a person who is unknown, disabled or mistaken is the same, and takes the
    same time. A limit that is reached is said before any password is looked at.
    """
    caller = Caller.of(request)
    asked = needs_code(name, caller)
    check_limits(name, caller)
    if asked and not picture_codes.passes(token, code):
        note(caller, Outcome.CODE, name, find(name))
        raise RuleBroken(_("Type the letters of the new picture."), field="code")
    if throttle.count(throttle.by_name(name))[0] > firm.get("sign_in_tries"):
        throttle.pause()
    user = authenticate(request, username=name, password=password)
    if user is None:
        refuse(name, caller)
    if user.must_change_password and user.one_time_until and user.one_time_until < timezone.now():
        note(caller, Outcome.EXPIRED, name, user)
        words = _("This one-time password was good until %s. Ask the administrator for a new one.")
        raise RuleBroken(words % f"{timezone.localtime(user.one_time_until):%Y-%m-%d %H:%M}")
    both = throttle.by_both(name, caller.address)
    throttle.give_back(both, [throttle.by_name(name), throttle.by_address(caller.address)])
    return user


def check_limits(name: str, caller: Caller) -> None:
    """Count the attempt, and refuse it when there were too many."""
    throttle.take(throttle.by_name(name), throttle.NO_LIMIT)  # never shut: it is the victim's name
    wait = throttle.take(throttle.by_both(name, caller.address), firm.get("sign_in_tries"))
    if not wait:
        limit = firm.get("sign_in_address_tries")
        wait = throttle.take(throttle.by_address(caller.address), limit)
    if wait:
        note(caller, Outcome.LOCKED, name, find(name))
        raise RuleBroken(too_many(wait))


def too_many(seconds: int) -> str:
    """Say how long to wait."""
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many failed attempts. Try again in %d minute, or ask the administrator.",
        "Too many failed attempts. Try again in %d minutes, or ask the administrator.",
        minutes,
    )
    return words % minutes


def refuse(name: str, caller: Caller) -> None:
    """Write down who failed, and give the one answer that tells nothing about the name."""
    person = find(name)
    outcome = Outcome.UNKNOWN
    if person is not None:
        outcome = Outcome.WRONG if person.is_active else Outcome.DISABLED
    note(caller, outcome, name, person)
    raise RuleBroken(_("User name or password is wrong, or the account is disabled."))


def find(name: str) -> User | None:
    return User.objects.filter(username=name).first()


def forget_old() -> None:
    """Remove the records that are older than the firm wants them kept."""
    end = timezone.now() - timedelta(days=firm.get("sign_in_days"), minutes=1)
    SignIn.objects.filter(at__lt=end).delete()
