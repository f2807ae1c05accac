"""What can happen to an account. Every change of a person's account goes through here."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ADMINISTRATOR, Department, OldPassword, Role, User
from accounts.models.users import TAKEN
from accounts.services import powers, sessions
from core import audit, firm
from core.errors import RuleBroken
from core.locking import lock
from core.reach import Scope, people_in

# Read aloud and typed from paper: no letters that look like others, in three groups of four.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
EDITED = (
    "username",
    "real_name",
    "employee_no",
    "department",
    "position",
    "phone",
    "email",
    "language",
    "is_superuser",
)
ONE_TIME = ("must_change_password", "one_time_until")
OWN = ("phone", "email", "language", "theme", "letter_keys")


def one_time_password() -> str:
    """Return a new random password, good for one sign-in."""
    groups = ("".join(secrets.choice(ALPHABET) for _i in range(4)) for _group in range(3))
    return "-".join(groups)


def create(user: User, roles: Iterable[Role] = (), *, by) -> str:
    """Open an account; return the one-time password, which is stored nowhere."""
    password = one_time_password()
    with audit.acting(by, "user.add"):
        check_superuser(user, was=False, by=by)
        give_once(user, password)
        insert(user)
        set_roles(user, roles, by=by)
    return password


def insert(user: User) -> None:
    """Store a new account; of two who take one name at the same moment the database lets one."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(TAKEN, field="username") from None


def edit(user: User, roles: Iterable[Role] | None = None, *, by) -> User:
    """Store the edited fields of an account; roles stay when none are given."""
    with audit.acting(by, "user.edit"):
        stored = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        powers.check_may_act_on(stored, by=by)
        check_superuser(user, was=stored.is_superuser, by=by)
        check_own_department(stored, user, by=by)
        user.save(update_fields=EDITED)
        if roles is not None:
            set_roles(user, roles, by=by)
        if stored.is_superuser and not user.is_superuser and not user.has_role(ADMINISTRATOR):
            powers.keep_an_administrator(besides=user)
    return user


def check_superuser(user: User, *, was: bool, by) -> None:
    """Refuse when somebody other than a superuser makes or unmakes one."""
    if user.is_superuser != was and not powers.is_free(by):
        raise RuleBroken(_("Only a superuser can make superusers."), field="is_superuser")


def check_own_department(stored: User, user: User, *, by) -> None:
    """Refuse to widen one's own reach by moving to another department."""
    own = by is not None and by.pk == stored.pk
    if own and not by.is_superuser and stored.department_id != user.department_id:
        raise RuleBroken(_("You cannot move yourself to another department."), field="department")


def set_roles(user: User, roles: Iterable[Role], *, by) -> None:
    """Let a person hold exactly these roles; in force at the person's next request."""
    with audit.acting(by, "user.roles"):
        held, wanted = set(Role.objects.filter(user=user)), set(roles)
        if held == wanted:
            return
        check_roles(user, added=wanted - held, removed=held - wanted, by=by)
        user.groups.add(*(role.group_ptr_id for role in wanted - held))
        user.groups.remove(*(role.group_ptr_id for role in held - wanted))
        user.forget_rights()


def check_roles(user: User, *, added, removed, by) -> None:
    """Refuse what reaches too far, roles for oneself, and the loss of the last administrator."""
    powers.check_may_act_on(user, by=by)
    if added and by is not None and by.pk == user.pk and not by.is_superuser:
        raise RuleBroken(_("You cannot give roles to yourself."), field="roles")
    for role in added:
        powers.check_may_give(role, by=by)
    loses_power = any(role.code == ADMINISTRATOR for role in removed)
    if loses_power and user.is_active and not user.is_superuser:
        powers.keep_an_administrator(besides=user)


def reset_password(user: User, *, by) -> str:
    """Give a new one-time password, ending all sessions; it is stored nowhere."""
    password = one_time_password()
    with audit.acting(by, "user.reset_password"):
        lock(user)
        powers.check_may_act_on(user, by=by)
        if by is not None and by.pk == user.pk:
            raise RuleBroken(_("Change your own password on your own page."))
        give_once(user, password)
        user.save(update_fields=["password", *ONE_TIME])
        sessions.end_all(user)
    return password


def give_once(user: User, password: str) -> None:
    """Set a password that opens nothing but the page to choose another, and not for ever."""
    user.set_password(password)
    user.must_change_password = True
    user.one_time_until = timezone.now() + timedelta(days=firm.get("one_time_days"))


def activate(user: User, *, by) -> None:
    """Let a disabled person in again."""
    with audit.acting(by, "user.activate"):
        lock(user)
        powers.check_may_act_on(user, by=by)
        user.is_active = True
        user.save(update_fields=["is_active"])


def deactivate(user: User, *, by) -> None:
    """Shut a person out, at the next request of every open session; nothing is deleted."""
    with audit.acting(by, "user.deactivate"):
        lock(user)
        powers.check_may_act_on(user, by=by)
        if by is not None and by.pk == user.pk:
            raise RuleBroken(_("You cannot disable your own account."))
        user.forget_rights()
        if user.is_staff:
            powers.keep_an_administrator(besides=user)
        user.is_active = False
        # The epoch keeps old sessions dead, should the account be opened again.
        user.session_epoch = F("session_epoch") + 1
        user.save(update_fields=["is_active", "session_epoch"])
        sessions.end_all(user)
        user.refresh_from_db(fields=["session_epoch"])


def sign_out_everywhere(user: User, *, by) -> None:
    """End all sessions of a person at their next request."""
    with audit.acting(by, "user.sign_out_everywhere"):
        lock(user)
        powers.check_may_act_on(user, by=by)
        user.session_epoch = F("session_epoch") + 1
        user.save(update_fields=["session_epoch"])
        sessions.end_all(user)
        user.refresh_from_db(fields=["session_epoch"])


def note_sign_in(user: User, address: str | None) -> None:
    """Remember where a person signed in from last; the history leaves this column out."""
    User.objects.filter(pk=user.pk).update(last_sign_in_ip=address or None)


def change_password(user: User, password: str, *, key: str | None = None) -> None:
    """Set the password that a person chose for themselves; sessions but the one of `key` end."""
    with audit.acting(user, "user.password"):
        keep_former(user)
        user.set_password(password)
        user.must_change_password, user.one_time_until = False, None
        user.save(update_fields=["password", *ONE_TIME])
        sessions.end_all(user, but=key)


def keep_former(user: User) -> None:
    """Remember the hash of the password that goes, and forget those that count no more."""
    OldPassword.objects.create(user=user, password=user.password)
    kept = OldPassword.objects.filter(user=user)[: firm.get("password_history")]
    OldPassword.objects.filter(user=user).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()


def save_own(user: User, fields: Iterable[str] = OWN) -> None:
    """Store what a person may change about themselves."""
    with audit.acting(user, "user.own_page"):
        user.save(update_fields=[name for name in fields if name in OWN])


def within_reach(by, action):
    """Return the people whose accounts `by` may see or change."""
    scope = by.scope_for(User, action)
    if scope is None:
        return User.objects.none()
    if scope == Scope.ALL:
        return User.objects.all()
    if scope == Scope.OWN:
        return User.objects.filter(pk=by.pk)
    return people_in(scope, by)


def departments_within_reach(by, action):
    """Return the departments in which `by` may keep accounts; all of them also mean "none"."""
    scope = by.scope_for(User, action)
    if scope == Scope.ALL:
        return Department.objects.all()
    if by.department is None or scope in (None, Scope.OWN):
        return Department.objects.none()
    if scope == Scope.DEPARTMENT:
        return Department.objects.filter(pk=by.department_id)
    return Department.objects.filter(path__startswith=by.department.path)
