"""The life cycle of customers (客户生命周期): which phase their trade puts them into, and why.

The first rule that holds counts:

1. preparing: no order yet;
2. breaking: the customer is lost; no order for longer than its own rhythm allows or for some
   months; or the amount of the last period fell sharply;
3. forming: few orders so far;
4. growing: the amount of the last period lies above the one before;
5. stable: otherwise.

The thresholds are settings of the firm. A reason is stored as its code with the figures that do
not change from one day to the next, so that the nightly run writes only what is news.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import firm

MONTHS, RHYTHM, LEAST = "churn_months", "churn_rhythm_percent", "churn_least_days"
PERIOD, FALL = "trade_period_days", "life_fall_percent"
FORMING, GROWTH = "life_forming_orders", "life_growth_percent"

firm.register(
    firm.FirmSetting(
        MONTHS,
        "limits",
        _("Months without an order"),
        6,
        firm.number(1, 120),
        _("A customer who has not ordered for so long is about to leave."),
    ),
    firm.FirmSetting(
        RHYTHM,
        "limits",
        _("Late against the usual rhythm, per cent"),
        150,
        firm.number(100, 1000),
        _("150: late after one and a half times the usual days between orders."),
    ),
    firm.FirmSetting(
        LEAST,
        "limits",
        _("Days without an order that never count as late"),
        7,
        firm.number(0, 365),
        _("Who orders every day is not leaving after two days."),
    ),
    firm.FirmSetting(
        PERIOD,
        "limits",
        _("Days of a trade period"),
        90,
        firm.number(7, 730),
        _("The amount of the last so many days is compared with that of as many days before."),
    ),
    firm.FirmSetting(
        FORMING,
        "sizes",
        _("Orders of a forming customer"),
        3,
        firm.number(1, 100),
        _("Up to so many orders the life cycle of a customer is forming."),
    ),
    firm.FirmSetting(
        GROWTH,
        "sizes",
        _("Growth of a growing customer, per cent"),
        10,
        firm.number(0, 1000),
        _("A customer is growing when a trade period brings so much more than the one before."),
    ),
    firm.FirmSetting(
        FALL,
        "sizes",
        _("Fall of a breaking customer, per cent"),
        70,
        firm.number(1, 100),
        _("A customer is breaking when a trade period brings so much less than the one before."),
    ),
)


def thresholds() -> dict:
    """Return the parameters of the rule as of today."""
    today, period = timezone.localdate(), firm.get(PERIOD)
    return {
        "today": today,
        "months": firm.get(MONTHS),
        "days": period,
        "since": today - timedelta(days=period),
        "before": today - timedelta(days=2 * period),
        "late": firm.get(RHYTHM) / 100,
        "least": firm.get(LEAST),
        "forming": firm.get(FORMING),
        "growth": 1 + firm.get(GROWTH) / 100,
        "fall": 1 - firm.get(FALL) / 100,
    }


# Conditions on a row of FIGURES (customers.services.totals): `c` is the customer, `t` its trade.
TOO_LONG = "t.last < (%(today)s::date - make_interval(months => %(months)s))"
OFF_RHYTHM = """(t.rhythm IS NOT NULL
    AND %(today)s::date - t.last > greatest(t.rhythm * %(late)s, %(least)s))"""
# A period says nothing of those who order more rarely than that.
FELL = """(t.before > 0 AND t.recent <= t.before * {share}
    AND (t.rhythm IS NULL OR t.rhythm <= %(days)s))"""
SAY_MONTHS = "jsonb_build_object('why', 'months', 'months', %(months)s::int, 'last', t.last)"
SAY_RHYTHM = "jsonb_build_object('why', 'rhythm', 'rhythm', t.rhythm, 'last', t.last)"
SAY_COMPARED = """jsonb_build_object(
    'why', '{why}', 'recent', t.recent, 'before', t.before, 'days', %(days)s::int)"""

RULES = (  # (condition, phase, reason)
    ("t.orders IS NULL", "preparing", """'{"why": "none"}'::jsonb"""),
    ("c.state = 'lost'", "breaking", """'{"why": "lost"}'::jsonb"""),
    (OFF_RHYTHM, "breaking", SAY_RHYTHM),
    (TOO_LONG, "breaking", SAY_MONTHS),
    (
        f"t.orders > %(forming)s AND {FELL.format(share='%(fall)s')}",
        "breaking",
        SAY_COMPARED.format(why="fall"),
    ),
    (
        "t.orders <= %(forming)s",
        "forming",
        "jsonb_build_object('why', 'few', 'count', t.orders)",
    ),
    (
        "t.recent > t.before * %(growth)s",
        "growing",
        SAY_COMPARED.format(why="growth"),
    ),
    ("true", "stable", SAY_COMPARED.format(why="steady")),
)
PHASE = "CASE " + " ".join(f"WHEN {rule} THEN '{phase}'" for rule, phase, _say in RULES) + " END"
REASON = "CASE " + " ".join(f"WHEN {rule} THEN {say}" for rule, _phase, say in RULES) + " END"
