"""Usage discipline: who stays away, which accounts nobody uses, what lies without an action.

A kind of record that must see an action is one line of `WATCHED`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import firm, telling, workdays
from core.filters import start_of_day
from core.reach import Scope, people_in
from core.routes import url_for
from core.tables import Column
from reports.base import Report
from reports.models import Usage
from sales.models import Opportunity

SETTINGS = (
    firm.FirmSetting(
        "usage_absent_days",
        "limits",
        _("Working days without a sign-in"),
        3,
        firm.number(1, 60),
        _("Who stays away for so many working days is named on the page of usage."),
    ),
    firm.FirmSetting(
        "usage_unused_days",
        "limits",
        _("Days until an account counts as unused"),
        14,
        firm.number(1, 3650),
        _("Such an account is named on the page of usage."),
    ),
)
NOTICE = telling.Kind(
    "usage.notice",
    _("A notice about my use of the program"),
    _("%(by)s: no sign-in for %(days)s working days, %(idle)s records without an action. %(note)s"),
    icon="clock-exclamation",
)
LOOKED_BACK = 800  # days; who stays away for longer is said to stay away for so long


@dataclass(frozen=True)
class Watched:
    """A kind of record that must see an action: which are idle, and the list that shows them."""

    model: type
    idle: Callable[[Any], Any]
    query: str


WATCHED = (Watched(Opportunity, lambda rows: rows.idle(), "quick=idle"),)


class Idle(int):
    """A number of idle records that leads to their list."""

    url = ""

    def get_absolute_url(self) -> str:
        if not self.url:
            raise AttributeError  # there is none to show
        return self.url


@dataclass(frozen=True)
class Line:
    """One person of the report, with what there is to say of them."""

    person: User
    seen: datetime | None
    days: int
    idle: Idle
    reasons: tuple[str, ...]

    @property
    def pk(self):
        return self.person.pk

    @property
    def why(self) -> str:
        return " · ".join(self.reasons)

    def __str__(self):
        return str(self.person)


class UsageReport(Report):
    """Answers: show ("", absent, unused, idle), department, person."""

    title = _("Usage discipline")
    columns = (
        Column("person", _("Person")),
        Column("person.department", _("Department")),
        Column("why", _("Why named")),
        Column("seen", _("Last sign-in"), kind="moment"),
        Column("days", _("Working days since"), kind="number"),
        Column("idle", _("Idle opportunities"), kind="record", css="num"),
        Column("person.position", _("Position")),
    )

    def __init__(self, user, answers, today: date | None = None):
        super().__init__(user, answers)
        self.today = today or timezone.localdate()

    # who --------------------------------------------------------------------------------

    def people(self):
        """Return the people within reach that are asked for, with `seen`: the last sign-in."""
        scope = self.user.scope_for(Usage, "view")
        rows = User.objects.filter(is_active=True)
        if scope is None:
            return rows.none()
        if scope != Scope.ALL:
            rows = rows.filter(pk__in=people_in(scope, self.user).values("pk"))
        if department := self.answers.get("department"):
            rows = rows.filter(department__path__startswith=department.path)
        if person := self.answers.get("person"):
            rows = rows.filter(pk=person.pk)
        # whoever has never signed in is away since the account was opened
        return rows.annotate(since=Coalesce("last_login", "date_joined"))

    @cached_property
    def absent(self) -> Q:
        """Not here on any of the last full working days."""
        first = workdays.add_work_days(self.today, -firm.get("usage_absent_days"))
        return Q(since__lt=start_of_day(first))

    @cached_property
    def unused(self) -> Q:
        days = firm.get("usage_unused_days")
        return Q(since__lt=start_of_day(self.today - timedelta(days=days)))

    @cached_property
    def idle(self) -> dict[int, int]:
        """Return {person: idle records}, within the reach of the reader."""
        found: dict[int, int] = {}
        for watched in self.watched:
            rows = watched.idle(watched.model.objects.visible_to(self.user)).order_by()
            for key, count in rows.values_list("owner").annotate(n=Count("pk")):
                found[key] = found.get(key, 0) + count
        return found

    @property
    def watched(self) -> list[Watched]:
        return [each for each in WATCHED if self.user.may(each.model, "view")]

    def conditions(self) -> dict[str, Q]:
        """Return {name: condition} of what the page can show."""
        return {"absent": self.absent, "unused": self.unused, "idle": Q(pk__in=list(self.idle))}

    def named(self):
        """Return the people that are named, those away for longest first."""
        known = self.conditions()
        everything = known["absent"] | known["unused"] | known["idle"]
        wanted = known.get(self.answers.get("show") or "", everything)
        return self.people().filter(wanted).select_related("department").order_by("since", "pk")

    def totals(self) -> dict:
        """Return how many people each finding names, and how many records are idle."""
        known = self.conditions()
        counts = {name: Count("pk", condition) for name, condition in known.items()}
        keys = set(self.people().filter(known["idle"]).values_list("pk", flat=True))
        records = sum(count for key, count in self.idle.items() if key in keys)
        return {**self.people().aggregate(**counts), "records": records}

    # in words ---------------------------------------------------------------------------

    def rows(self, limit=None) -> list[Line]:
        return self.lines(self.named()[:limit])

    def lines(self, people) -> list[Line]:
        return [self.line(person) for person in people]

    def line(self, person) -> Line:
        """Say what there is to say of one person."""
        idle, days = self.idle_of(person), self.days_since(person.since)
        absent, unused = firm.get("usage_absent_days"), firm.get("usage_unused_days")
        away = (self.today - timezone.localdate(person.since)).days
        reasons = []
        if days >= absent:
            said = ngettext("no sign-in for %d working day", "no sign-in for %d working days", days)
            reasons.append(said % days)
        if away > unused:
            reasons.append(gettext("account unused"))
        if idle:
            said = ngettext("%d idle opportunity", "%d idle opportunities", idle)
            reasons.append(said % idle)
        return Line(person, person.last_login, days, idle, tuple(reasons))

    @cached_property
    def working(self) -> list[date]:
        """Return the working days that have been, the oldest first."""
        days = (self.today - timedelta(days=n) for n in range(LOOKED_BACK, 0, -1))
        return [day for day in days if workdays.is_workday(day)]

    def days_since(self, moment) -> int:
        """Return the full working days after the day of a moment and before today."""
        day = timezone.localdate(moment)
        return bisect_left(self.working, self.today) - bisect_right(self.working, day)

    def idle_of(self, person) -> Idle:
        found = Idle(self.idle.get(person.pk, 0))
        if found and self.watched:
            first = self.watched[0]
            query = urlencode({"owner": person.pk})
            found.url = f"{url_for(first.model, 'list')}?{first.query}&{query}"
        return found


def send_notice(lines, *, note: str, by) -> int:
    """Tell the people of some lines what is said of them; return how many were told."""
    told = [line for line in lines if line.person != by]
    for line in told:
        words = {"days": line.days, "idle": int(line.idle), "note": note}
        url = line.idle.url or reverse("reports:dashboard")
        telling.tell([line.person], NOTICE.code, url=url, by=by, **words)
    return len(told)
