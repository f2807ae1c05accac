"""Working days and working time: the week, corrected by the days that the firm keeps."""

import re
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import firm
from core.kept import Kept
from core.models import Workday

DAY = timedelta(days=1)
SPAN = re.compile(r"\s*(\d\d?):(\d\d)\s*[-–~]\s*(\d\d?):(\d\d)\s*")


@Kept
def corrected() -> dict[date, bool]:
    """{day: working?} of the days that differ from their weekday."""
    return dict(Workday.objects.values_list("day", "is_working"))


def is_workday(day: date) -> bool:
    """Say whether the firm works on this day."""
    return corrected().get(day, day.weekday() < 5)


def add_work_days(day: date, n: int) -> date:
    """Return the n-th working day after `day`, before it when n is negative.

    With n = 0 the day itself, or the next working day when nobody works on it.
    """
    known = corrected()
    step = -DAY if n < 0 else DAY
    left = abs(n)
    while left or not known.get(day, day.weekday() < 5):
        day += step
        left -= bool(left) and known.get(day, day.weekday() < 5)
    return day


def spans(text: str) -> list[tuple[time, time]]:
    """Read "09:00-12:00, 13:00-18:00"; ValidationError says what to type."""
    found = []
    for part in re.split(r"[,，;；]", text):
        match = SPAN.fullmatch(part)
        try:
            hours = [int(number) for number in match.groups()]
            begin, end = time(*hours[:2]), time(*hours[2:])
        except (AttributeError, ValueError):
            raise ValidationError(_("Type hours such as 09:00-12:00, 13:00-18:00.")) from None
        if begin >= end or (found and begin < found[-1][1]):
            raise ValidationError(_("Each span of hours begins after the one before has ended."))
        found.append((begin, end))
    return found


def working_time(start: datetime, end: datetime) -> timedelta:
    """Return how much working time lies between two moments; negative when `end` is earlier."""
    if end < start:
        return -working_time(end, start)
    known, hours = corrected(), spans(firm.get("work_hours"))
    start, end = timezone.localtime(start), timezone.localtime(end)
    total, day = timedelta(), start.date()
    while day <= end.date():
        if known.get(day, day.weekday() < 5):
            for begin, finish in hours:
                opens = max(start, datetime.combine(day, begin, start.tzinfo))
                closes = min(end, datetime.combine(day, finish, start.tzinfo))
                total += max(closes - opens, timedelta())
        day += DAY
    return total


def working_minutes(start: datetime, end: datetime) -> int:
    """Return the whole minutes of working time between two moments."""
    return int(working_time(start, end) / timedelta(minutes=1))


def unknown_year(today: date) -> int | None:
    """Return the year whose holidays are missing: this one, or from November on the next."""
    for year in (today.year, today.year + (today.month >= 11)):
        if not Workday.objects.filter(day__year=year).exists():
            return year
    return None
