"""Open sessions: how long they last, who ends them."""

from datetime import timedelta

from django.contrib.auth import logout
from django.utils import timezone

from accounts.models import Session, SignIn, User
from accounts.services import door
from core import firm

Outcome = SignIn.Outcome
NOTED = timedelta(minutes=1)  # between two writes of "last used"


def end_of(row: Session) -> tuple[timezone.datetime, Outcome]:
    """Return when a session ends if nothing happens, and for which reason."""
    idle = row.last_seen_at + timedelta(minutes=firm.get("idle_minutes"))
    limit = row.started_at + timedelta(hours=firm.get("session_hours"))
    return (idle, Outcome.IDLE) if idle <= limit else (limit, Outcome.LIMIT)


def seconds_left(row: Session) -> int:
    """Return how long a session still lasts if nothing happens."""
    end, _reason = end_of(row)
    return max(0, int((end - timezone.now()).total_seconds()))


def seen(row: Session) -> None:
    """Note that somebody uses a session, at most once a minute."""
    now = timezone.now()
    if now - row.last_seen_at < NOTED:
        return
    # Only forwards: two windows of one browser may come at the same moment.
    rows = Session.objects.filter(pk=row.pk, last_seen_at__lt=now)
    rows.update(last_seen_at=now)
    row.last_seen_at = now


def begin(request, caller) -> None:
    """Write down where a new session was begun."""
    request.session.begin(caller.address, caller.browser)


def finish(request, reason: Outcome) -> None:
    """End the session of a request, and let the request go on as a stranger's."""
    user = request.user
    door.note(door.Caller.of(request), reason, user.username, user)
    logout(request)


def of_person(user: User):
    """Return the sessions of a person that are open now, the last used one first."""
    now = timezone.now()
    return Session.objects.filter(
        user=user,
        expire_date__gt=now,
        last_seen_at__gt=now - timedelta(minutes=firm.get("idle_minutes")),
        started_at__gt=now - timedelta(hours=firm.get("session_hours")),
    )


def end(user: User, handle: str) -> bool:
    """End one session of a person; say whether there was one."""
    keys = [row.pk for row in of_person(user) if row.handle == handle]
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


def end_all(user: User, *, but: str | None = None) -> None:
    """End the sessions of a person, except the one with the key `but`."""
    Session.objects.filter(user=user).exclude(pk=but or "").delete()


def forget_old() -> None:
    """Remove sessions that nobody can go on with."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    limit = now - timedelta(hours=firm.get("session_hours"))
    Session.objects.filter(started_at__lt=limit).delete()
