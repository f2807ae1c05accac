"""What supervisors do with the level rules; every change works the levels by trade out anew."""

import json

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from core import audit, saving
from core.jobs import job
from core.models import Change, DictionaryItem
from customers.models import LevelRule
from customers.services import tiers, totals

MOVED = """{worked}
SELECT c.id, w.level_by_trade_id, w.level_facts FROM worked w JOIN customers_customer c USING (id)
WHERE w.level_by_trade_id IS DISTINCT FROM c.level_id AND w.level_by_trade_id IS NOT NULL
ORDER BY c.id LIMIT %(limit)s"""

# (level, months, traded at least, rank); the last one takes in whoever has ordered at all
SHIPPED = (("a", 12, 300_000, 1), ("b", 12, 20_000, 2), ("c", 12, None, 3))


def ship() -> None:
    """Add the first rules once; a firm that wants none deletes them."""
    changes = Change.objects.filter(model="customers.levelrule")
    if LevelRule.objects.exists() or changes.exists():
        return
    entries = DictionaryItem.objects.filter(type__code="customer_level")
    levels = {entry.code: entry for entry in entries}
    for code, months, amount, position in SHIPPED:
        if code in levels:
            values = {"months": months, "least_amount": amount, "position": position}
            LevelRule.objects.create(level=levels[code], **values)


def create(rule: LevelRule, *, by) -> LevelRule:
    saving.create(rule, by=by, verb="level_rule.add")
    start()
    return rule


def update(rule: LevelRule, *, by, seen=None) -> LevelRule:
    saving.update(rule, by=by, seen=seen, verb="level_rule.edit")
    start()
    return rule


def switch(rule: LevelRule, *, active: bool, by) -> LevelRule:
    """Let a rule rest, or wake it up."""
    with audit.acting(by, "level_rule.activate" if active else "level_rule.deactivate"):
        rule.is_active = active
        rule.save(update_fields=["is_active"])
    start()
    return rule


def remove(rule: LevelRule, *, by) -> None:
    with audit.acting(by, "level_rule.delete"):
        rule.delete()
    start()


def start() -> None:
    """Let the worker work out the levels by trade; one run that waits does for all changes."""
    try:
        with transaction.atomic():
            work_out_levels.defer()
    except AlreadyEnqueued:
        pass


@job("work_out_levels", queueing_lock="work_out_levels")
def work_out_levels():
    totals.refresh()


def rehearse(rule: LevelRule, rows, limit: int) -> list[tuple]:
    """Return (customer, level, figures) of those among `rows` whose level `rule` would question.

    The other active rules count as they are.
    """
    others = [each for each in tiers.known_rules() if each.pk != rule.pk]
    rules = sorted([*others, rule], key=lambda each: (each.position, each.pk or 10**18))
    keys = rows.order_by().values("pk")
    sql, params = totals.statement(
        MOVED,
        totals.COLUMNS,
        lambda trade, customer: trade.filter(**{f"{customer}__in": keys}),
        within="c.id IN ({rows})",
        rows=keys,
        rules=rules,
        limit=limit,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(key, level, json.loads(facts)) for key, level, facts in cursor.fetchall()]
