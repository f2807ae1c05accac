"""Periods that a report can be asked for."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Period(models.TextChoices):
    THIS_YEAR = "this_year", _("This year to date")
    THIS_MONTH = "this_month", _("This month")
    LAST_12 = "last_12", _("Last 12 months")
    LAST_YEAR = "last_year", _("Last year")
    EVER = "ever", _("All years")
    OWN = "own", _("From … to …")


def span(period: str, today: date, since=None, until=None) -> tuple[date | None, date | None]:
    """Return first and last day of a period, both included; None is open."""
    year = today.year
    if period == Period.THIS_MONTH:
        return today.replace(day=1), today
    if period == Period.LAST_12:
        return date(year - 1, today.month, 1), today
    if period == Period.LAST_YEAR:
        return date(year - 1, 1, 1), date(year - 1, 12, 31)
    if period == Period.EVER:
        return None, None
    if period == Period.OWN:
        return since, until
    return date(year, 1, 1), today


def year_before(day: date) -> date:
    """Return the same day one year earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day - timedelta(days=366)
