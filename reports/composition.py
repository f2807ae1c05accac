"""Customer composition: how many customers there are of each kind, and what they have traded.

Customers are divided by one thing or by two; the amount is all that they have ever traded. What
is not stated is a group of its own, the last one.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core.custom.filters import filter_of
from core.routes import url_for
from core.tables import Column
from customers.libraries import in_library
from customers.models import Customer
from reports.base import Report
from reports.dimensions import Dimension, dimensions
from reports.grouping import narrowing

EVERYTHING = object()  # stands for "whatever it is": a whole line or a whole column


@dataclass
class Group:
    """The customers with one key, or with one pair of keys."""

    customers: int = 0
    traded: Decimal = Decimal(0)

    def add(self, customers, traded):
        self.customers += customers
        self.traded += traded


@dataclass
class Line(Group):
    """The customers of one line; `groups` are its cells by the key of their column."""

    key: object = None
    name: str = ""
    share: Decimal = Decimal(0)
    traded_share: Decimal = Decimal(0)
    groups: dict = field(default_factory=dict)

    @property
    def pk(self):
        return self.key

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Crossed(Column):
    """The customers of a line, or their trade, that stand in one column of the second division."""

    key: object = None

    def value(self, row):
        group = row.groups.get(self.key)
        if group is None:
            return None
        return group.traded if self.kind == "money" else group.customers


class Composition(Report):
    """Answers: by, across, show, library, since, until (days of filing), department, owner."""

    title = _("Customer composition")

    @cached_property
    def by(self) -> Dimension:
        return self.known[self.answers.get("by") or "level"]

    @cached_property
    def across(self) -> Dimension | None:
        return self.known.get(self.answers.get("across"))

    @cached_property
    def known(self) -> dict[str, Dimension]:
        return dimensions(self.user)

    @property
    def shows_trade(self) -> bool:
        return self.answers.get("show") == "traded"

    @cached_property
    def columns(self):
        name = Column("name", self.by.label)
        customers = Column("customers", _("Customers"), kind="number")
        traded = Column("traded", _("Traded ¥"), kind="money")
        share = Column("share", _("Share"), kind="percent")
        traded_share = Column("traded_share", _("Share of trade"), kind="percent")
        if not self.across:
            return name, customers, share, traded, traded_share
        kind = "money" if self.shows_trade else "number"
        crossed = (
            Crossed(f"group_{place}", text, kind=kind, key=key)
            for place, (key, text) in enumerate(self.heads)
        )
        return (
            name,
            *crossed,
            *((traded, traded_share) if self.shows_trade else (customers, share)),
        )

    # what is counted ---------------------------------------------------------------------

    def customers(self):
        """Return the customers that count, as the list with the same conditions shows them."""
        rows = in_library(self.answers.get("library") or "", self.user)
        for own, value in self.custom_answers():
            rows = filter_of(own).filter(rows, value)
        return self.asked_for(rows.order_by(), day="filed_on", owner="owner")

    def custom_answers(self) -> list[tuple]:
        asked = ((own, self.answers.get(own.key)) for own in narrowing(self.user))
        return [(own, value) for own, value in asked if value not in (None, "", [])]

    @cached_property
    def found(self) -> list[tuple]:
        """(key, key of the column, customers, traded), counted by the database in one statement."""
        keys = {"row": self.by.key()}
        if self.across:
            keys["column"] = self.across.key()
        rows = self.customers().annotate(**keys).values(*keys)
        rows = rows.annotate(many=Count("pk"), amount=Sum("traded"))
        return [(row["row"], row.get("column"), row["many"], row["amount"]) for row in rows]

    @cached_property
    def whole(self) -> Group:
        return self.gathered(lambda row, column: EVERYTHING).get(EVERYTHING, Group())

    def gathered(self, key_of) -> dict:
        """Return {key: Group} of the groups that were found, put together by a key."""
        groups: dict = {}
        for row, column, customers, traded in self.found:
            groups.setdefault(key_of(row, column), Group()).add(customers, traded)
        return groups

    @cached_property
    def column_totals(self) -> dict:
        return self.gathered(lambda row, column: column)

    def measure(self, group: Group):
        return group.traded if self.shows_trade else group.customers

    def ordered(self, dimension: Dimension, groups: dict) -> list[tuple]:
        """Return [(key, name)]: degrees in their order, others the largest first."""
        names, places = dimension.names(groups), dimension.places(groups)

        def place(key):
            own = places.get(key, len(places)) if places else -self.measure(groups[key])
            return key is None, own, names.get(key, "")

        return [(key, dimension.name_of(key, names)) for key in sorted(groups, key=place)]

    @cached_property
    def heads(self) -> list[tuple]:
        """[(key, name)] of the columns of the second division."""
        return self.ordered(self.across, self.column_totals)

    @cached_property
    def lines(self) -> list[Line]:
        totals = self.gathered(lambda row, column: row)
        cells = self.gathered(lambda row, column: (row, column))
        lines = {
            key: Line(total.customers, total.traded, key, name)
            for (key, name), total in (
                (head, totals[head[0]]) for head in self.ordered(self.by, totals)
            )
        }
        for (row, column), group in cells.items():
            lines[row].groups[column] = group
        for line in lines.values():
            line.share = share(line.customers, self.whole.customers)
            line.traded_share = share(line.traded, self.whole.traded)
        return list(lines.values())

    def rows(self, limit=None) -> list[Line]:
        return self.lines[:limit]

    def totals(self) -> dict:
        return {"customers": self.whole.customers, "traded": self.whole.traded}

    # where figures lead ------------------------------------------------------------------

    def drill_url(self, row=EVERYTHING, column=EVERYTHING) -> str:
        """Return the list of exactly the customers behind a figure."""
        answers = self.answers
        query = {name: answers.get(name) for name in ("library", "owner", "department")}
        query |= {"filed_on_after": answers.get("since"), "filed_on_before": answers.get("until")}
        query |= {own.key: value for own, value in self.custom_answers()}
        missing = []
        for dimension, key in ((self.by, row), (self.across, column)):
            if key is not EVERYTHING:
                asked = dimension.query(key)
                missing += [asked.pop("missing")] if "missing" in asked else []
                query |= asked
        query = {name: in_address(value) for name, value in query.items() if value is not None}
        query |= {"missing": missing} if missing else {}
        query = {name: value for name, value in query.items() if value not in ("", [])}
        return f"{url_for(Customer, 'list')}?{urlencode(query, doseq=True)}"


def share(part, whole) -> Decimal:
    return round(Decimal(part) / whole, 12) if whole else Decimal(0)


def in_address(value):
    """Return a sound answer as it stands in an address."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple, QuerySet)):
        return [in_address(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
