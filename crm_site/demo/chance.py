"""Dice and calendar: everything random in the demo firm is drawn here."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from crm_site.demo import words

SEED = "zhike-2026"


def dice(part: str) -> random.Random:
    """Return the random numbers of one part of the firm: the others do not shift them."""
    return random.Random(f"{SEED}:{part}")  # noqa: S311 - the same firm each time is the aim


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in the firm's time zone."""
    return datetime.combine(day, time(hour, minute), timezone.get_current_timezone())


def office_hour(draw, day: date) -> datetime:
    """Return a moment of a day at which people are at work."""
    return at(day, draw.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 17)), draw.randrange(60))


def round_hour(draw, day: date) -> datetime:
    """Return a moment as it is planned: on the hour or half past it."""
    return at(day, draw.choice((9, 9, 10, 10, 11, 14, 14, 15, 16)), draw.choice((0, 30)))


def workday(day: date, step: int = -1) -> date:
    """Return the day itself, or the nearest workday before (after) a weekend."""
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def ago(today: date, days: float) -> date:
    """Return the workday that lies about so many days back; never today."""
    return workday(today - timedelta(days=max(1, int(days))))


def person_name(draw) -> str:
    """Return an invented name of a person."""
    given = draw.sample(words.GIVEN, draw.choice((1, 2, 2)))
    return draw.choice(words.SURNAMES) + "".join(given)


def cents(amount) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))
