"""Customer contribution: what each customer has bought, highest first, and its share.

The basis is confirmed orders. Share = amount ÷ sum of all amounts; the cumulative share adds the
shares from the top: the customers up to 80 % are the ones that matter (Pareto's 20/80 rule).
"""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Sum, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.custom.filters import filter_of
from core.reach import Scope
from core.routes import url_for
from core.tables import Column
from customers.models import Customer
from reports.base import Report
from reports.grouping import narrowing
from sales.models import Order, OrderState

PARETO = Decimal("0.8")

# The text is ours and the ORM's; values travel as parameters.
RANKED = """
WITH by_key(key, customers, orders, amount) AS MATERIALIZED ({by_key}),
ranked AS (
    SELECT *, row_number() OVER best AS rank, sum(amount) OVER best AS running,
        sum(amount) OVER () AS whole
    FROM by_key WINDOW best AS (ORDER BY amount DESC, key)
),
summary AS (
    SELECT coalesce(sum(customers), 0)::bigint, coalesce(sum(orders), 0)::bigint,
        coalesce(sum(amount), 0),
        count(*) FILTER (WHERE running - amount < whole * %s)
    FROM ranked
)
SELECT rank, key, customers, orders, amount, running, summary.*
FROM ranked CROSS JOIN summary ORDER BY rank LIMIT %s
"""


@dataclass(frozen=True)
class Line:
    """One customer of the report; `share` and `cumulative` lie between 0 and 1."""

    rank: int
    customer: Customer
    orders: int
    amount: Decimal
    share: Decimal
    cumulative: Decimal

    @property
    def pk(self):
        return self.customer.pk

    def __str__(self):
        return self.customer.name

    @property
    def name(self) -> str:
        return self.customer.name

    @property
    def short_name(self) -> str:
        return self.customer.short_name

    def get_absolute_url(self):
        return url_for(self.customer, "detail")


def share(part, whole) -> Decimal:
    """Return part ÷ whole, with decimals enough for the shares to add up to one."""
    return round(part / whole, 12)


class Contribution(Report):
    """Answers: since, until (days or None), department, owner, q."""

    title = _("Customer contribution")
    of_customers_alone = True  # each line is one of them
    chart_title = _("The first %d customers and their cumulative share")
    columns = (
        Column("rank", _("Rank"), kind="number"),
        Column("customer.name", _("Customer")),
        Column("customer.level", _("Level"), kind="level"),
        Column("customer.owner", _("Account manager")),
        Column("orders", _("Orders"), kind="number"),
        Column("amount", _("Amount ¥"), kind="money"),
        Column("share", _("Share"), kind="percent"),
        Column("cumulative", _("Cumulative share"), kind="percent"),
    )

    def orders(self):
        """Return the orders that count, within reach, of the period and people asked for."""
        rows = Order.objects.visible_to(self.user).filter(state=OrderState.CONFIRMED)
        return self.asked_for(self.of_customers(rows), day="ordered_on", owner="owner")

    def custom_answers(self) -> list[tuple]:
        """Return (custom field, what is asked of it) of the customers."""
        asked = ((field, self.answers.get(field.key)) for field in narrowing(self.user))
        return [(field, value) for field, value in asked if value not in (None, "", [])]

    def of_customers(self, rows):
        """Keep the orders of customers within reach, by name when one is asked for."""
        name, custom = self.answers.get("q"), self.custom_answers()
        if not name and not custom and self.user.scope_for(Customer, "view") == Scope.ALL:
            # all but the recycle bin: leaving out a few is cheaper than looking all of them up
            gone = Customer.everything.filter(deleted_at__isnull=False)
            return rows.exclude(customer__in=gone.values("pk"))
        customers = Customer.objects.visible_to(self.user)
        if name:
            customers = customers.search(name)
        for field, value in custom:
            customers = filter_of(field).filter(customers, value)
        return rows.filter(customer__in=customers.order_by().values("pk"))

    def by_key(self):
        """Return the query of (key, customers, orders, amount); here the keys are customers."""
        rows = self.orders().order_by().values("customer_id")
        rows = rows.annotate(n=Count("pk"), total=Sum("amount"), one=Value(1))
        return rows.values_list("customer_id", "one", "n", "total")

    def read(self, limit=None) -> list[tuple]:
        """Return (rank, key, customers, orders, amount, running amount) and the totals.

        Ranks, running sums and the 80 % line are counted by the database in one statement, so a
        firm with a million customers sends only the lines that are shown.
        """
        try:
            sql, params = self.by_key().query.sql_with_params()
        except EmptyResultSet:  # a name that nothing can be found by
            found = []
        else:
            with connection.cursor() as cursor:
                cursor.execute(RANKED.format(by_key=sql), [*params, PARETO, limit])
                found = cursor.fetchall()
        self.summary = found[0][6:] if found else (0, 0, Decimal(0), 0)
        return found

    @cached_property
    def summary(self) -> tuple:
        """(customers, orders, amount, customers who bring the first 80 %)"""
        self.read(1)
        return self.summary

    def totals(self) -> dict:
        customers, orders, amount, _vital = self.summary
        return {"customers": customers, "orders": orders, "amount": amount}

    def pareto(self) -> int:
        """Return how many customers bring the first 80 %."""
        return self.summary[3]

    def rows(self, limit=None) -> list[Line]:
        """Return the lines, all of them or the first `limit`."""
        found = self.read(limit)
        keys = [row[1] for row in found]
        customers = Customer.objects.select_related("level", "owner").in_bulk(keys)
        whole = self.totals()["amount"] or Decimal(1)
        return [
            Line(rank, customers[key], orders, amount, share(amount, whole), share(running, whole))
            for rank, key, _one, orders, amount, running, *_totals in found
        ]

    def drill_url(self, line: Line | None = None) -> str:
        """Return the list of exactly the orders behind a figure; empty when no list shows them."""
        answers = self.answers
        if line is None and self.custom_answers():
            return ""  # the list of orders knows nothing of the fields of their customers
        query = {"state": OrderState.CONFIRMED}
        if line is not None:
            query["customer"] = line.customer.pk
        if answers.get("since"):
            query["ordered_on_after"] = answers["since"].isoformat()
        if answers.get("until"):
            query["ordered_on_before"] = answers["until"].isoformat()
        if answers.get("owner"):
            query["owner"] = answers["owner"].pk
        if answers.get("department"):
            query["department"] = answers["department"].pk
        if answers.get("q") and line is None:
            query["customer_name"] = answers["q"]
        return f"{url_for(Order, 'list')}?{urlencode(query)}"
