"""Customer contribution: what each customer has bought, highest first, and its share.

The basis is confirmed orders. Share = amount ÷ sum of all amounts; the cumulative share adds the
shares from the top: the customers up to 80 % are the ones that matter (Pareto's 20/80 rule).
"""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.routes import url_for
from core.tables import Column
from customers.models import Customer
from reports.base import Report
from sales.models import Order, OrderState

PARETO = Decimal("0.8")


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

    def get_absolute_url(self):
        return url_for(self.customer, "detail")


class Contribution(Report):
    """Answers: since, until (days or None), department, owner, q."""

    title = _("Customer contribution")
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
        answers = self.answers
        rows = Order.objects.visible_to(self.user).filter(state=OrderState.CONFIRMED)
        rows = rows.filter(customer__in=self.customers())
        if answers.get("since"):
            rows = rows.filter(ordered_on__gte=answers["since"])
        if answers.get("until"):
            rows = rows.filter(ordered_on__lte=answers["until"])
        if answers.get("owner"):
            rows = rows.filter(owner=answers["owner"])
        if answers.get("department"):
            path = answers["department"].path
            people = User.objects.filter(department__path__startswith=path)
            rows = rows.filter(owner__in=people.values("pk"))
        return rows

    def customers(self):
        rows = Customer.objects.visible_to(self.user)
        if self.answers.get("q"):
            rows = rows.search(self.answers["q"])
        return rows.order_by().values("pk")

    def grouped(self):
        """Return {customer, orders, amount} by customer, highest first: one statement."""
        rows = self.orders().order_by().values("customer_id")
        return rows.annotate(count=Count("pk"), total=Sum("amount")).order_by(
            "-total", "customer_id"
        )

    @cached_property
    def summary(self) -> list[dict]:
        return list(self.grouped())

    def totals(self) -> dict:
        return {
            "customers": len(self.summary),
            "orders": sum(row["count"] for row in self.summary),
            "amount": sum((row["total"] for row in self.summary), Decimal(0)),
        }

    def rows(self, limit=None) -> list[Line]:
        """Return the lines, all of them or the first `limit`."""
        chosen = self.summary[:limit]
        keys = [row["customer_id"] for row in chosen]
        found = Customer.objects.select_related("level", "owner").in_bulk(keys)
        whole = self.totals()["amount"] or Decimal(1)
        lines, running = [], Decimal(0)
        for rank, row in enumerate(chosen, 1):
            running += row["total"]
            customer = found[row["customer_id"]]
            lines.append(
                Line(
                    rank,
                    customer,
                    row["count"],
                    row["total"],
                    row["total"] / whole,
                    running / whole,
                )
            )
        return lines

    def pareto(self) -> int:
        """Return how many customers bring the first 80 %."""
        whole, running = self.totals()["amount"], Decimal(0)
        for place, row in enumerate(self.summary, 1):
            running += row["total"]
            if running >= whole * PARETO:
                return place
        return 0

    def drill_url(self, line: Line | None = None) -> str:
        """Return the list of exactly the orders behind a figure."""
        answers = self.answers
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
