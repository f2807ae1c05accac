"""Numbers of customers and documents, from the rules that administrators set."""

import re

from django.apps import apps
from django.db import connection
from django.db.models import BigIntegerField, F, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleBroken
from core.models import NumberRule, Serial

# One statement takes the numbers and holds the row until the end of the transaction: callers of
# one series queue, and a rolled-back transaction gives its numbers back, so a series is dense.
TAKE = """
INSERT INTO core_serial AS s (series, period, last) VALUES (%s, %s, %s)
ON CONFLICT (series, period) DO UPDATE SET last = s.last + excluded.last
RETURNING last
"""


def take(series: str, how_many: int = 1, day=None) -> list[str]:
    """Return the next numbers of a series; call it in the transaction that stores them."""
    rule = NumberRule.objects.filter(series=series).first()
    if rule is None:
        raise RuleBroken(_("There is no number rule for “%s”.") % series)
    day = day or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series, period_of(rule, day), how_many])
        [last] = cursor.fetchone()
    start = start_of(rule, day)
    return [f"{start}{n:0{rule.digits}}" for n in range(last - how_many + 1, last + 1)]


def pass_by(series: str, given: list[str]) -> None:
    """Let a series go on behind numbers that came from elsewhere, such as a sheet."""
    rule = NumberRule.objects.filter(series=series).first()
    start = rule and start_of(rule, timezone.localdate())
    ends = [number[len(start) :] for number in given if rule and number.startswith(start)]
    if mine := [int(end) for end in ends if end.isdecimal() and len(end) == rule.digits]:
        go_on_behind(rule, max(mine))


def period_of(rule, day) -> str:
    """Return the span of time within which the rule counts on."""
    return day.strftime(rule.reset) if rule.reset else ""


def start_of(rule, day) -> str:
    """Return what stands before the digits."""
    return f"{rule.prefix}{day.strftime(rule.date_part)}-" if rule.date_part else rule.prefix


def upcoming(rule) -> str:
    """Return the number that the next record will get if the rule is like this."""
    day = timezone.localdate()
    rows = Serial.objects.filter(series=rule.series, period=period_of(rule, day))
    last = rows.values_list("last", flat=True).first() or 0
    return f"{start_of(rule, day)}{max(last, taken(rule)) + 1:0{rule.digits}}"


def taken(rule) -> int:
    """Return the highest number in use that begins as the rule has it today."""
    start, highest = start_of(rule, timezone.localdate()), 0
    for model in numbered(rule.series):
        rows = model._base_manager.order_by().filter(
            **{f"{model.number_field}__startswith": start},
            **{f"{model.number_field}__regex": rf"^{re.escape(start)}\d{{1,15}}$"},
        )
        digits = Cast(Substr(model.number_field, len(start) + 1), BigIntegerField())
        highest = max(highest, rows.aggregate(most=Max(digits))["most"] or 0)
    return highest


def numbered(series: str) -> list:
    """Return the models whose records this series numbers."""
    models = apps.get_models()
    return [model for model in models if getattr(model, "number_series", "") == series]


def change_rule(rule: NumberRule, *, by, seen=None) -> NumberRule:
    """Store a rule and let the series go on behind numbers that are in use already."""
    with audit.acting(by, "numberrule.edit"):
        rows = NumberRule.objects.filter(pk=rule.pk)
        if seen is not None and not rows.filter(version=seen).update(version=F("version") + 1):
            raise RuleBroken(_("Somebody changed this rule meanwhile. Look at it again."))
        rule.version = (seen or rule.version) + 1
        rule.save()
        go_on_behind(rule, taken(rule))
    return rule


def go_on_behind(rule, number: int) -> None:
    """Let the current period begin behind `number` at least."""
    period = period_of(rule, timezone.localdate())
    Serial.objects.get_or_create(series=rule.series, period=period)
    rows = Serial.objects.filter(series=rule.series, period=period, last__lt=number)
    rows.update(last=number)
