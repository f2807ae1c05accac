"""What went wrong below a page, in words: which faults pass by themselves, and what was saved."""

import errno
from dataclasses import dataclass

from django.db import Error, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Fault:
    """One kind of fault: its status, what the person reads, when to try again (0: not at all)."""

    status: int
    title: str | Promise
    text: str | Promise
    retry_after: int = 0


BROKEN = Fault(
    500,
    _("Something broke on our side"),
    _("The fault has been recorded. If it comes again, tell the technicians the reference below."),
)
AWAY = Fault(
    503,
    _("Back in a moment"),
    _("The system cannot reach its database, or too many people are using it at this moment."),
    retry_after=5,
)
SLOW = Fault(
    503,
    _("This took too long"),
    _(
        "The database gave up on this question. Ask for less, such as a shorter period or more "
        "filters, or try again in a minute."
    ),
    retry_after=60,
)
HELD = Fault(
    409,
    _("Somebody else is working on this"),
    _("A record that is needed here is just being changed. Try again in a few seconds."),
    retry_after=5,
)
CUT_OFF = Fault(
    400,
    _("The connection broke"),
    _("It ended before everything had arrived. Send it again."),
)
FULL = Fault(
    507,
    _("The storage is full"),
    _("Nothing can be saved until the technicians have made room. Tell them right away."),
)

DEADLOCK = ("40001", "40P01")  # serialization failure, deadlock: worth another try at once
BY_STATE = {
    **dict.fromkeys((*DEADLOCK, "55P03"), HELD),
    **dict.fromkeys(("57014", "25P03", "25P04"), SLOW),
    "53100": FULL,
}


def state_of(error) -> str:
    """Return the SQLSTATE of a database error; empty when the server did not say one."""
    return getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None) or ""


def is_deadlock(error) -> bool:
    """Say whether the same transaction may well succeed when it is begun again."""
    return isinstance(error, Error) and state_of(error) in DEADLOCK


def fault_of(error) -> Fault:
    """Say what kind of fault an exception is."""
    if isinstance(error, Error) and (known := BY_STATE.get(state_of(error))):
        return known
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        return AWAY
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL
    return BROKEN


class Outcome:
    """What became of the changes that a request asked for."""

    NOTHING = _("Nothing was lost.")
    LOST = _(
        "What you sent was NOT saved. Go back: what you typed is still there, then send it again."
    )
    SAVED = _("What you sent was saved; only the answer failed. Do not send it again.")
    UNKNOWN = _("It is not certain whether what you sent was saved. Look before you send it again.")


def outcome_of(request):
    """Say what became of what a request sent; the middleware notes it as it happens."""
    if request.method in SAFE_METHODS:
        return Outcome.NOTHING
    return getattr(request, "outcome", Outcome.LOST)
