"""The second factor: setting it up, asking for it, switching it off."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db.models import CharField, F, Func, Value
from django.utils.translation import gettext as _

from accounts import one_time_codes
from accounts.models import SecondFactor, SignIn, User
from accounts.services import door, powers, throttle
from core import audit
from core.errors import RuleBroken

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_CODES = 10
TRIES = 10  # wrong codes of one person; whoever gets here knows the password
HALF_DONE = timedelta(minutes=10)  # between the password and the code
SETTING_UP = timedelta(hours=1)
SALT = "accounts.second_factor"


@dataclass(frozen=True)
class Proposal:
    """A secret that nobody has confirmed yet; the page carries it, signed."""

    secret: str
    token: str


def propose(user: User) -> Proposal:
    secret = one_time_codes.new_secret()
    return Proposal(secret, signing.dumps([user.pk, secret], salt=SALT))


def proposed(user: User, token: str) -> Proposal | None:
    """Return the proposal that a page carried, when it was this person's and is fresh."""
    try:
        key, secret = signing.loads(token, salt=SALT, max_age=SETTING_UP)
    except signing.BadSignature:
        return None
    return Proposal(secret, token) if key == user.pk else None


def set_up(user: User, secret: str, code: str) -> list[str]:
    """Switch the second factor on once the app shows the right code; return the recovery codes."""
    check_tries(user)
    step = one_time_codes.step_of(secret, plain(code), time.time())
    if step is None:
        raise RuleBroken(_("Type the six digits that the app shows now."), field="code")
    codes = new_codes()
    with audit.acting(user, "user.second_factor"):
        values = {"secret": secret, "last_step": step, "codes": [digest(user, c) for c in codes]}
        SecondFactor.objects.update_or_create(user=user, defaults=values)
    forget_tries(user)
    return codes


def renew_codes(user: User) -> list[str]:
    """Replace the recovery codes; the old ones open nothing any more."""
    codes = new_codes()
    with audit.acting(user, "user.recovery_codes"):
        rows = SecondFactor.objects.filter(user=user)
        rows.update(codes=[digest(user, code) for code in codes])
    return codes


def switch_off(user: User, *, by) -> None:
    """Take the second factor away: by the person, or by an administrator after a lost phone."""
    with audit.acting(by, "user.second_factor_off"):
        powers.check_may_act_on(user, by=by)
        if by is not None and by.pk == user.pk and user.needs_factor:
            raise RuleBroken(_("Your role requires the second factor."))
        SecondFactor.objects.filter(user=user).delete()


def accepts(user: User, code: str) -> bool:
    """Say whether a code is right now, from the app or a recovery code; each counts once."""
    check_tries(user)
    typed = plain(code)
    factor = SecondFactor.objects.get(user=user)
    rows = SecondFactor.objects.filter(user=user)
    step = one_time_codes.step_of(factor.secret, typed, time.time())
    if step is not None:
        done = rows.filter(last_step__lt=step).update(last_step=step)
    else:
        used = digest(user, typed)
        text = ArrayField(CharField(max_length=64))
        rest = Func(F("codes"), Value(used), function="array_remove", output_field=text)
        done = rows.filter(codes__contains=[used]).update(codes=rest)
    if done:
        forget_tries(user)
    return bool(done)


def half_in(user: User) -> str:
    """Return what carries somebody from the right password to the page that asks for the code."""
    return signing.dumps([user.pk, user.get_session_auth_hash()], salt=f"{SALT}.half")


def from_half(token: str) -> User | None:
    """Return who typed the right password a moment ago, when nothing changed since."""
    try:
        key, seal = signing.loads(token, salt=f"{SALT}.half", max_age=HALF_DONE)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=key, is_active=True, second_factor__isnull=False).first()
    return user if user and user.get_session_auth_hash() == seal else None


def check_password(user: User, password: str) -> None:
    """Refuse when the own password, which is asked for again, is not right."""
    check_tries(user)
    if not user.check_password(password):
        raise RuleBroken(_("Type your present password."), field="password")
    forget_tries(user)


def check_tries(user: User) -> None:
    """Count an attempt, and refuse it when there were too many."""
    if wait := throttle.take(by_person(user), TRIES):
        raise RuleBroken(door.too_many(wait))


def forget_tries(user: User) -> None:
    """Let somebody try again at once, after what was wrong is put right."""
    throttle.give_back(by_person(user), [])


def refuse(caller: door.Caller, user: User) -> None:
    door.note(caller, SignIn.Outcome.FACTOR, user.username, user)


def by_person(user: User) -> str:
    return f"factor {user.pk}"


def plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def new_codes() -> list[str]:
    """Return recovery codes: 79 bits each, in four groups to be read from paper."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _i in range(4)) for _group in range(4))
        for _code in range(RECOVERY_CODES)
    ]


def digest(user: User, code: str) -> str:
    """Return a hash; the codes are long and random, so nobody can search through it."""
    return hashlib.sha256(f"{user.pk}:{plain(code)}".encode()).hexdigest()
