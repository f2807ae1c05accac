"""Which level the trade of customers speaks for (客户分层), and what a supervisor makes of it.

The level by trade stands on the customer and is kept by `totals`, like its other figures. A level
itself changes when somebody accepts that, or at night when the firm wants it so.
"""

from datetime import date

from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, firm, saving
from core.errors import RuleBroken
from core.kept import Kept
from core.locking import lock
from core.models.dictionary import known_entries
from customers.models import Customer, LevelRule
from customers.models.levels import DIFFERS

NIGHTLY = "levels_nightly"
CHUNK = 500
firm.register(
    firm.FirmSetting(
        NIGHTLY,
        "sizes",
        gettext_lazy("Customers get the level that their trade speaks for every night"),
        False,
        lambda: forms.BooleanField(required=False),
        gettext_lazy("Otherwise a supervisor decides on the page of value tiers."),
        shown=lambda value: _("yes") if value else _("no"),
    )
)


@Kept
def known_rules() -> list[LevelRule]:
    """The active rules in the order in which they count."""
    return list(LevelRule.objects.filter(is_active=True))


# what totals work out --------------------------------------------------------------------------


def columns(rules) -> str:
    """Return the sums of a customer's trade that the rules ask for, as SQL."""
    text = """, coalesce(sum(amount) FILTER (WHERE day > %(tier_{n}_since)s), 0) AS tier_{n}_amount,
        count(*) FILTER (WHERE day > %(tier_{n}_since)s) AS tier_{n}_orders"""
    return "".join(text.format(n=place) for place in range(len(rules)))


def chosen(rules, text: str, otherwise: str) -> str:
    """Return `text` of the first rule that the trade `t` of a customer reaches, as SQL."""
    when = (
        """ WHEN t.tier_{n}_amount >= %(tier_{n}_least)s
        AND t.tier_{n}_orders >= %(tier_{n}_count)s THEN """
        + text
    )
    cases = "".join(when.format(n=place) for place in range(len(rules)))
    return f"CASE WHEN t.customer IS NULL THEN {otherwise}{cases} ELSE {otherwise} END"


FACTS = """jsonb_build_object('months', %(tier_{n}_months)s::int,
    'amount', t.tier_{n}_amount, 'orders', t.tier_{n}_orders,
    'least_amount', %(tier_{n}_stated)s::numeric, 'least_orders', %(tier_{n}_wanted)s::int)"""


def level_of(rules) -> str:
    return chosen(rules, "%(tier_{n}_level)s::bigint", "NULL::bigint")


def facts_of(rules) -> str:
    return chosen(rules, FACTS, "'{}'::jsonb")


def given(rules) -> dict:
    """Return the parameters of the rules as of today."""
    today, found = timezone.localdate(), {}
    for place, rule in enumerate(rules):
        values = {
            "since": months_before(today, rule.months),
            "least": rule.least_amount or 0,
            "count": rule.least_orders or 0,
            "months": rule.months,
            "stated": rule.least_amount,
            "wanted": rule.least_orders,
            "level": rule.level_id,
        }
        found |= {f"tier_{place}_{name}": value for name, value in values.items()}
    return found


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timezone.timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


# lists -----------------------------------------------------------------------------------------


def differing(rows):
    """Keep the customers whose trade speaks for another level, and nobody has kept theirs."""
    return rows.filter(DIFFERS)


def among(rows, which: str):
    """Keep the customers whose trade speaks for a level that is up, down, kept or just differs."""
    if which == "kept":
        rows = rows.filter(level_kept__isnull=False, level_kept=F("level_by_trade"))
        return rows.exclude(level=F("level_by_trade"))
    rows = differing(rows)
    if which not in ("up", "down"):
        return rows
    levels = [key for key, entry in known_entries().items() if entry.type.code == "customer_level"]
    condition = Q(level__isnull=True) if which == "up" else Q(pk__in=[])
    for place, level in enumerate(levels):
        others = levels[place + 1 :] if which == "up" else levels[:place]
        condition |= Q(level_by_trade=level, level__in=others)
    return rows.filter(condition)


# decisions -------------------------------------------------------------------------------------


def check_differs(customer: Customer) -> None:
    if not customer.level_by_trade_id:
        raise RuleBroken(_("No rule says which level this customer belongs to."))
    if customer.level_id == customer.level_by_trade_id:
        raise RuleBroken(_("The level of this customer fits its trade by now."))


def accept(customer: Customer, *, by) -> Customer:
    """Give a customer the level that its trade speaks for."""
    with audit.acting(by, "level.accept"):
        check_differs(lock(customer))
        customer.level_id = customer.level_by_trade_id
        customer.level_kept_id, customer.level_kept_reason = None, ""
        saving.update_many(
            [customer], ["level", "level_kept", "level_kept_reason"], by=by, verb="level.accept"
        )
    return customer


def keep(customer: Customer, *, reason: str, by) -> Customer:
    """Leave a customer its level; it is asked again when its trade speaks for a third one."""
    with audit.acting(by, "level.keep"):
        check_differs(lock(customer))
        customer.level_kept_id, customer.level_kept_reason = customer.level_by_trade_id, reason
        saving.update_many(
            [customer], ["level_kept", "level_kept_reason"], by=by, verb="level.keep"
        )
    return customer


def follow_trade() -> int:
    """Give every customer the level that its trade speaks for, when the firm wants it so.

    A chunk in each transaction, in the order of the keys: who was seen to is not looked at again.
    """
    if not firm.get(NIGHTLY):
        return 0
    done = last = 0
    while keys := follow_trade_beyond(last):
        done, last = done + len(keys), keys[-1]
    return done


def follow_trade_beyond(last: int) -> list[int]:
    """Accept the levels of the first customers with keys above `last`; return their keys."""
    with audit.acting(None, "level.accept"):
        rows = differing(Customer.objects.filter(pk__gt=last)).order_by("pk")
        keys = list(rows.select_for_update().values_list("pk", flat=True)[:CHUNK])
        Customer.objects.filter(pk__in=keys).update(
            level=F("level_by_trade"),
            level_kept=None,
            level_kept_reason="",
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
    return keys
