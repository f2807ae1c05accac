"""Keeping the days that do not follow the week: one by one, by sheet, and as they are shipped."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from core import audit, kept
from core.errors import RuleBroken
from core.models import Workday

SHIPPED = Path(__file__).parent / "data" / "workdays-cn.csv"
LONGEST = 60  # days of one line
OFF, WORK = ("off", "休", "放假", "假"), ("work", "班", "上班", "调休")
LINE = re.compile(
    r"(\d{4}-\d\d?-\d\d?)(?:\s*(?:~|至|到|\.\.)\s*(\d{4}-\d\d?-\d\d?))?[\s,，]+(\S+?)(?:[\s,，]+(.*))?"
)


def decide(day: date, *, is_working: bool, note: str = "", by) -> None:
    """Say whether the firm works on a day."""
    with audit.acting(by, "workday.edit"):
        store([Workday(day=day, is_working=is_working, note=note)])


def follow_week(day: date, *, by) -> None:
    """Let a day follow its weekday again."""
    with audit.acting(by, "workday.edit"):
        Workday.objects.filter(day=day).delete()
    kept.forget()


def store(rows) -> None:
    Workday.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "note"]
    )
    kept.forget()


def read(text: str) -> list[Workday]:
    """Read lines such as "2027-02-05~2027-02-11 off 春节"; RuleBroken names a bad one."""
    found: dict[date, Workday] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        for row in days_of(line.strip(), number):
            if row.day in found:
                raise RuleBroken(
                    _("Line %(line)d: %(day)s is named twice.") % {"line": number, "day": row.day}
                )
            found[row.day] = row
    if not found:
        raise RuleBroken(_("Type at least one line."))
    return list(found.values())


def days_of(line: str, number: int) -> list[Workday]:
    """Return the days of one line."""
    match = LINE.fullmatch(line)
    word = match[3].lower() if match else ""
    try:
        first = date.fromisoformat(padded(match[1]))
        last = date.fromisoformat(padded(match[2])) if match[2] else first
    except (TypeError, ValueError):
        first = last = None
    if first is None or word not in (*OFF, *WORK) or not 0 <= (last - first).days < LONGEST:
        raise RuleBroken(
            _("Line %d: type a day or two, then off or work, then a note: 2027-05-01 off May Day.")
            % number
        )
    note = (match[4] or "")[:40]
    days = range((last - first).days + 1)
    return [Workday(day=first + timedelta(n), is_working=word in WORK, note=note) for n in days]


def padded(text: str) -> str:
    year, month, day = text.split("-")
    return f"{year}-{month:0>2}-{day:0>2}"


def take_over(text: str, *, by) -> int:
    """Store the days of a typed list, all or none; return how many."""
    rows = read(text)
    with audit.acting(by, "workday.import"):
        store(rows)
    return len(rows)


def ship() -> None:
    """Add the official days that are not there yet; what the firm has changed stays."""
    lines = [line for line in SHIPPED.read_text().splitlines() if not line.startswith("#")]
    rows = []
    for row in csv.DictReader(lines):
        rows += days_of(f"{row['first']}~{row['last']} {row['kind']} {row['note']}", 0)
    Workday.objects.bulk_create(rows, ignore_conflicts=True)
