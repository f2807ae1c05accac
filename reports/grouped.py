"""Contribution by a custom field of the customers: one line for each value of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.tables import Column
from reports.contribution import Contribution, share
from reports.grouping import groupings


@dataclass(frozen=True)
class Group:
    """The customers with one value of the field; `url` is the report of these alone."""

    rank: int
    key: int | str | None
    name: str
    customers: int
    orders: int
    amount: Decimal
    share: Decimal
    cumulative: Decimal
    url: str
    short_name = ""

    @property
    def pk(self):
        return self.key

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.url


class GroupedContribution(Contribution):
    """The same figures by the field that `by` names; `address` is that of the page."""

    of_customers_alone = False
    chart_title = _("The first %d groups and their cumulative share")

    def __init__(self, user, answers, address):
        super().__init__(user, answers)
        self.grouping, self.address = groupings(user)[answers["by"]], address

    @cached_property
    def columns(self):
        rank, *others = Contribution.columns
        figures = [column for column in others if not column.name.startswith("customer.")]
        name = Column("name", self.grouping.field.label)
        return (rank, name, Column("customers", _("Customers"), kind="number"), *figures)

    def by_key(self):
        rows = self.orders().order_by().values(key=self.grouping.key())
        many = Count("customer", distinct=True)
        rows = rows.annotate(many=many, n=Count("pk"), total=Sum("amount"))
        return rows.values_list("key", "many", "n", "total")

    def rows(self, limit=None) -> list[Group]:
        found = self.read(limit)
        names = self.grouping.names([row[1] for row in found])
        whole = self.totals()["amount"] or Decimal(1)
        return [
            Group(
                rank,
                key,
                names.get(key, "—"),
                *(customers, orders, amount),
                *(share(amount, whole), share(running, whole)),
                self.narrowed(key) if key in names else "",
            )
            for rank, key, customers, orders, amount, running, *_totals in found
        ]

    def narrowed(self, key) -> str:
        """Return the report of the customers of one group; no filter asks for what is missing."""
        return "" if key is None else self.address.change(by=None, **{self.answers["by"]: key})

    def drill_url(self, line=None) -> str:
        return super().drill_url() if line is None else line.url
