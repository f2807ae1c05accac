"""The figures that customers keep ready, always equal to the records they are worked out from.

Customers knows neither orders nor payments: whoever does registers where they lie,

    totals.sources.register("trade")(Source(counted_orders, day="ordered_on", amount="amount"))

and calls `trade.note([customer, …])` when they change. One statement works everything out, for one
customer and for a million alike, so that page, nightly job and `recompute_customers` cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Min, QuerySet

from core import audit
from core.registry import Registry
from core.transactions import part
from customers.models import Customer
from customers.services import life_cycle, tiers

SPAN = 20_000  # customers that are compared in one statement
CHUNK = 1_000  # customers that are locked and written in one transaction


@dataclass(frozen=True)
class Source:
    """Rows that count, each of a customer; `day` and `amount` name their columns."""

    rows: Callable[[], QuerySet]
    day: str = ""
    amount: str = ""
    customer: str = "customer"


# "trade" (day, amount), "received" (amount), "receivable" (amount), "complaints" (neither)
sources: dict[str, Source] = Registry()

NOTHING = "SELECT 0::bigint, NULL::date, 0::numeric WHERE false"
SUMS = (
    *("traded", "order_count", "first_order_on", "last_order_on", "order_rhythm"),
    *("received", "receivable", "open_complaints"),
)
COLUMNS = (*SUMS, "life_cycle", "life_cycle_facts", "level_by_trade_id", "level_facts")

# What the texts below are put together from is ours and the ORM's; values travel as parameters.
TRADE = """
WITH trade(customer, day, amount) AS MATERIALIZED ({trade}),
gaps AS (
    SELECT customer, day - lag(day) OVER (PARTITION BY customer ORDER BY day) AS days
    FROM (SELECT DISTINCT customer, day FROM trade) AS ordered
),
rhythms AS (
    SELECT customer, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days))::int AS days
    FROM gaps WHERE days IS NOT NULL GROUP BY customer HAVING count(*) >= 2
),
figures AS (
    SELECT b.*, rhythms.days AS rhythm FROM (
        SELECT customer, sum(amount) AS traded, count(*) AS orders,
            min(day) AS first, max(day) AS last,
            coalesce(sum(amount) FILTER (WHERE day > %(since)s AND day <= %(today)s), 0) AS recent,
            coalesce(sum(amount) FILTER (WHERE day > %(before)s AND day <= %(since)s), 0) AS before
            {tiers}
        FROM trade GROUP BY customer
    ) AS b LEFT JOIN rhythms USING (customer)
)"""
WORKED = """,
received AS (SELECT customer, sum(amount) AS sum
    FROM ({received}) AS r(customer, day, amount) GROUP BY 1),
receivable AS (SELECT customer, sum(amount) AS sum
    FROM ({receivable}) AS r(customer, day, amount) GROUP BY 1),
complaints AS (SELECT customer, count(*) AS count
    FROM ({complaints}) AS r(customer, day, amount) GROUP BY 1),
worked AS (
    SELECT c.id, coalesce(t.traded, 0) AS traded, coalesce(t.orders, 0) AS order_count,
        t.first AS first_order_on, t.last AS last_order_on, t.rhythm AS order_rhythm,
        coalesce(received.sum, 0) AS received, coalesce(receivable.sum, 0) AS receivable,
        coalesce(complaints.count, 0) AS open_complaints,
        {phase} AS life_cycle, {reason} AS life_cycle_facts,
        {level} AS level_by_trade_id, {level_facts} AS level_facts
    FROM customers_customer c
    LEFT JOIN figures t ON t.customer = c.id
    LEFT JOIN received ON received.customer = c.id
    LEFT JOIN receivable ON receivable.customer = c.id
    LEFT JOIN complaints ON complaints.customer = c.id
    WHERE {within}
)"""
DIFFER = "({stored}) IS DISTINCT FROM ({worked})"
WRONG = """{worked}
SELECT c.id, c.number, {pairs} FROM worked w JOIN customers_customer c USING (id)
WHERE {differ} ORDER BY c.id LIMIT %(limit)s"""
KEEP = """{worked}
UPDATE customers_customer c SET ({names}) = ({values}),
    state = CASE WHEN c.state = 'potential' AND w.order_count > 0 THEN 'deal' ELSE c.state END
FROM worked w WHERE w.id = c.id
AND ({differ} OR c.state = 'potential' AND w.order_count > 0)"""


def rows_of(name: str, narrow) -> tuple[str, tuple]:
    """Return the SELECT of (customer, day, amount) of a source, and its parameters."""
    source = sources.get(name)
    if source is None:
        return NOTHING, ()
    rows = narrow(source.rows().order_by(), source.customer)
    columns = [source.customer, source.day or None, source.amount or None]
    query = rows.values_list(*(column for column in columns if column)).query
    sql, params = query.sql_with_params()
    names = ["customer", *(n for n, c in zip(("day", "amount"), columns[1:], strict=True) if c)]
    found = {"day": "NULL::date", "amount": "0::numeric", **{n: n for n in names}}
    return (
        f"SELECT customer, {found['day']}, {found['amount']} "  # noqa: S608 - own names
        f"FROM ({sql}) AS source({', '.join(names)})",
        params,
    )


def parts_of(names, narrow) -> tuple[dict, dict]:
    """Return {source: its SELECT with named parameters} and those parameters."""
    parts, given = {}, {}
    for name in names:
        parts[name], values = named(name, *rows_of(name, narrow))
        given.update(values)
    return parts, given


def named(name: str, sql: str, values) -> tuple[str, dict]:
    """Return a statement with its parameters by name, so that it can stand in another one."""
    found = {f"{name}_{place}": value for place, value in enumerate(values)}
    return sql.replace("%%", "%%%%") % tuple(f"%({key})s" for key in found), found


def of_trade(text: str, narrow, **params) -> tuple[str, dict]:
    """Return a statement that begins with the figures of trade, and its parameters."""
    parts, given = parts_of(["trade"], narrow)
    sql = text.replace("{trade}", TRADE.format(tiers="", **parts))
    return sql, {**life_cycle.thresholds(), **given, **params}


def statement(
    text: str, names, narrow, *, within: str, rows=None, rules=None, **params
) -> tuple[str, dict]:
    """Put a statement together: where the records lie, which customers, which columns.

    `within` is the condition on customers, with `{rows}` for a query of their keys; `rules` are
    level rules to be tried in place of the firm's.
    """
    rules = tiers.known_rules() if rules is None else rules
    if rows is not None:
        sql, values = named("rows", *rows.query.sql_with_params())
        within, params = within.format(rows=sql), {**params, **values}
    parts, given = parts_of(("trade", "received", "receivable", "complaints"), narrow)
    given = {**life_cycle.thresholds(), **tiers.given(rules), **given, **params}
    worked = (TRADE + WORKED).format(
        phase=life_cycle.PHASE,
        reason=life_cycle.REASON,
        tiers=tiers.columns(rules),
        level=tiers.level_of(rules),
        level_facts=tiers.facts_of(rules),
        within=within,
        **parts,
    )
    stored = ", ".join(f"c.{name}" for name in names)
    fresh = ", ".join(f"w.{name}" for name in names)
    differ = DIFFER.format(stored=stored, worked=fresh)
    pairs = ", ".join(f"c.{name}, w.{name}" for name in names)
    return (
        text.format(
            worked=worked, differ=differ, pairs=pairs, names=", ".join(names), values=fresh
        ),
        given,
    )


def recompute(customer_ids: Iterable[int]) -> int:
    """Work the figures of some customers out of their records; return how many had others."""
    keys = sorted({int(key) for key in customer_ids})
    locked = Customer.everything.filter(pk__in=keys).order_by("pk").select_for_update()
    sql, params = statement(
        KEEP,
        COLUMNS,
        lambda rows, customer: rows.filter(**{f"{customer}__in": keys}),
        within="c.id = ANY(%(keys)s)",
        keys=keys,
    )
    with part(), connection.cursor() as cursor:
        list(locked.values_list("pk"))  # one order of locks; then what is stored by now counts
        cursor.execute(sql, params)
        return cursor.rowcount


def wrong(first: int, after: int, names=COLUMNS, limit=SPAN) -> list[tuple]:
    """Return (key, number, stored, true, stored, true, …) of customers whose figures differ.

    Those with keys from `first` on, before `after`.
    """
    sql, params = statement(
        WRONG,
        names,
        lambda rows, customer: rows.filter(**{f"{customer}__gte": first, f"{customer}__lt": after}),
        within="c.id >= %(first)s AND c.id < %(after)s",
        first=first,
        after=after,
        limit=limit,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def spans() -> Iterator[tuple[int, int]]:
    """Yield (first, after): keys of a span of customers at a time."""
    begin, last = Customer.everything.aggregate(begin=Min("pk"), last=Max("pk")).values()
    for first in range(begin or 1, (last or 0) + 1, SPAN):
        yield first, first + SPAN


def differences(limit: int, names=COLUMNS) -> list[str]:
    """Say of up to `limit` customers what differs from the records."""
    said: list[str] = []
    for first, after in spans():
        for _key, number, *values in wrong(first, after, names, limit - len(said)):
            pairs = zip(names, values[::2], values[1::2], strict=True)
            found = [
                f"{name} {kept}, the records say {true}"
                for name, kept, true in pairs
                if kept != true
            ]
            said.append(f"customer {number}: {'; '.join(found)}")
        if len(said) >= limit:
            break
    return said


def refresh(say=lambda done: None) -> int:
    """Work out the figures of all customers; only those that differ are locked and written.

    A span at a time, each in a transaction of its own, so nobody waits for long.
    """
    mended = 0
    for first, after in spans():
        keys = [row[0] for row in wrong(first, after)]
        for start in range(0, len(keys), CHUNK):
            with audit.acting(None, "recount"):
                mended += recompute(keys[start : start + CHUNK])
        say(after)
    return mended
