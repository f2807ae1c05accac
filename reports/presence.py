"""When people were here, by the record of sign-ins, and on which days nobody asked it of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts.models import Absence, SignIn
from core import firm, workdays
from core.filters import start_of_day

LOOKED_BACK = 800  # days; who stays away for longer is said to stay away for so long
WINDOW = 20  # working days in which missed ones are counted
WEEK = 7
DAY = timedelta(days=1)


def with_since(people):
    """Annotate `seen`, the last sign-in, and `since`: whoever never came is away since the opening.

    A sign-in older than the firm keeps their record is remembered on the account.
    """
    done = SignIn.objects.filter(person=OuterRef("pk"), outcome=SignIn.Outcome.DONE)
    last = Coalesce(Subquery(done.order_by("-pk").values("at")[:1]), "last_login")
    return people.annotate(seen=last, since=Coalesce(last, "date_joined"))


def working_days(today: date) -> list[date]:
    """Return the working days before today, the oldest first."""
    days = (today - timedelta(days=n) for n in range(LOOKED_BACK, 0, -1))
    return [day for day in days if workdays.is_workday(day)]


class Presence:
    """What is known of some people (`with_since`): asked for at once, for all of them."""

    def __init__(self, people, today: date, working: list[date]):
        self.people, self.today, self.working = list(people), today, working
        self.keys = [person.pk for person in self.people]

    @cached_property
    def absences(self) -> dict[int, list[Absence]]:
        found = defaultdict(list)
        first = self.today - timedelta(days=LOOKED_BACK)
        rows = Absence.objects.filter(owner__in=self.keys, starts_on__lt=self.today)
        for row in rows.filter(ends_on__gte=first):
            found[row.owner_id].append(row)
        return found

    def excused(self, person) -> set[date]:
        """Return the days before today on which the person was on leave or travelling."""
        return {
            row.starts_on + timedelta(days=n)
            for row in self.absences.get(person.pk, ())
            for n in range((min(row.ends_on, self.today - DAY) - row.starts_on).days + 1)
        }

    def days_missed_since(self, person) -> int:
        """Return the working days after the last sign-in and before today, but excused ones."""
        day = timezone.localdate(person.since)
        first = bisect_right(self.working, day)
        days = self.working[first : bisect_left(self.working, self.today)]
        return len(set(days) - self.excused(person))

    def days_away(self, person) -> int:
        """Return the days from the last sign-in to today, but excused ones."""
        day = timezone.localdate(person.since)
        excused = {each for each in self.excused(person) if each > day}
        return (self.today - day).days - len(excused)

    @cached_property
    def days_here(self) -> dict[int, set[date]]:
        """Return {person: days with a sign-in} within the window."""
        rows = sign_ins(self.keys, self.working[-WINDOW] if self.working else self.today)
        found = defaultdict(set)
        for key, day in rows.values_list("person", "day").distinct():
            found[key].add(day)
        return found

    def missed(self, person) -> int:
        """Return how many of the last working days had no sign-in and were not excused."""
        opened = timezone.localdate(person.date_joined)
        days = {day for day in self.working[-WINDOW:] if day >= opened}
        return len(days - self.excused(person) - self.days_here.get(person.pk, set()))


def sign_ins(keys, first: date):
    """Return the sign-ins of some people from a day on, with the `day` of each."""
    rows = SignIn.objects.filter(person__in=keys, outcome=SignIn.Outcome.DONE)
    return rows.filter(at__gte=start_of_day(first)).annotate(day=TruncDate("at")).order_by()


def rarely_while_travelling(people, today: date) -> dict[int, int]:
    """Return {person: days with a sign-in} of those who travelled all week and came too seldom."""
    first = today - timedelta(days=WEEK)
    rows = Absence.objects.filter(kind=Absence.Kind.TRAVEL, owner__in=people.values("pk"))
    keys = set(
        rows.filter(starts_on__lte=first, ends_on__gte=today - DAY).values_list("owner", flat=True)
    )
    here = defaultdict(set)
    for key, day in sign_ins(keys, first).values_list("person", "day").distinct():
        if day < today:
            here[key].add(day)
    workable = sum(workdays.is_workday(first + timedelta(days=n)) for n in range(WEEK))
    wanted = min(firm.get("usage_travel_days"), workable)
    return {key: len(here[key]) for key in keys if len(here[key]) < wanted}
