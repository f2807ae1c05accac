"""Usage discipline: who stays away, which accounts nobody uses, what lies without an action.

A kind of record that must see an action is one line of `WATCHED`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
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
from reports.presence import Presence, rarely_while_travelling, with_since, working_days
from sales.models import Opportunity, neglect

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
    firm.FirmSetting(
        "usage_travel_days",
        "limits",
        _("Days a week with a sign-in while travelling"),
        2,
        firm.number(0, 7),
        _("Whoever travels for a week and signs in on fewer days is named on the page of usage."),
    ),
)
NOTICE = telling.Kind(
    "usage.notice",
    _("A notice about my use of the program"),
    _("%(by)s: no sign-in for %(days)s working days, %(idle)s records without an action. %(note)s"),
    icon="clock-exclamation",
)


@dataclass(frozen=True)
class Watched:
    """A kind of record that must see an action: which are idle, and the list that shows them."""

    model: type
    idle: Callable[[Any], Any]
    query: str


WATCHED = (Watched(Opportunity, neglect.idle, "quick=idle"),)


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
    missed: int
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
        Column("missed", _("Missed of the last 20"), kind="number"),
        Column("idle", _("Idle opportunities"), kind="record", css="num"),
        Column("person.position", _("Position")),
    )

    def __init__(self, user, answers, today: date | None = None):
        super().__init__(user, answers)
        self.today = today or timezone.localdate()

    # who --------------------------------------------------------------------------------

    def people(self):
        """Return the people within reach that are asked for, with `seen` and `since`."""
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
        return with_since(rows)

    @cached_property
    def absent(self) -> Q:
        """Not here on any of the last full working days, or too seldom while travelling."""
        least = firm.get("usage_absent_days")
        late = Q(since__lt=start_of_day(workdays.add_work_days(self.today, -least)))
        spared = self.spared(late, lambda known, each: known.days_missed_since(each) < least)
        return late & ~Q(pk__in=spared) | Q(pk__in=list(self.rarely))

    @cached_property
    def unused(self) -> Q:
        days = firm.get("usage_unused_days")
        late = Q(since__lt=start_of_day(self.today - timedelta(days=days)))
        spared = self.spared(late, lambda known, each: known.days_away(each) <= days)
        return late & ~Q(pk__in=spared)

    def spared(self, late, excused) -> list[int]:
        """Return whom a condition would name, but who was on leave or travelling."""
        people = self.people().filter(late).exclude(absences=None)
        known = self.presence(people)
        return [each.pk for each in known.people if excused(known, each)]

    @cached_property
    def rarely(self) -> dict[int, int]:
        """Return {person: days} of those who travelled all week and signed in too seldom."""
        return rarely_while_travelling(self.people(), self.today)

    def presence(self, people) -> Presence:
        return Presence(people, self.today, self.working)

    @cached_property
    def working(self) -> list[date]:
        return working_days(self.today)

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
        known = self.presence(people)
        return [self.line(known, person) for person in known.people]

    def line(self, known, person) -> Line:
        """Say what there is to say of one person."""
        idle, days = self.idle_of(person), known.days_missed_since(person)
        reasons = self.reasons(person, days, known.days_away(person), idle)
        missed = known.missed(person)
        return Line(person, person.seen, days, missed, idle, tuple(reasons))

    def reasons(self, person, days, away, idle):
        """Yield why somebody is named, in words."""
        if days >= firm.get("usage_absent_days"):
            said = ngettext("no sign-in for %d working day", "no sign-in for %d working days", days)
            yield said % days
        if person.pk in self.rarely:
            here = self.rarely[person.pk]
            yield (
                ngettext(
                    "travelling, signed in on %d day of the last week",
                    "travelling, signed in on %d days of the last week",
                    here,
                )
                % here
            )
        if away > firm.get("usage_unused_days"):
            yield gettext("account unused")
        if idle:
            yield ngettext("%d idle opportunity", "%d idle opportunities", idle) % idle

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
