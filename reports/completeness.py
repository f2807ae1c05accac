"""Data health: how complete the customers are, by account manager or department.

Counted are the customers with an account manager, as the list of customers shows them; each figure
leads to that list and finds as many there.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, F, FilteredRelation, Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.models.dictionary import known_entries
from core.routes import url_for
from core.tables import Column
from customers.models import Customer
from reports.base import Report

POOR = 60  # per cent: less is worth a look


class Division(models.TextChoices):
    """What the customers of the report are divided by."""

    OWNER = "owner", _("Account manager")
    DEPARTMENT = "department", _("Department")
    LEVEL = "level", _("Level")
    CATEGORY = "category", _("Category")


KEYS = {
    Division.OWNER: "owner",
    Division.DEPARTMENT: "owner__department",
    Division.LEVEL: "level",
    Division.CATEGORY: "category",
}
FILTERS = {Division.DEPARTMENT: "of_department"}
# {figure: what the list is narrowed by}
CONDITIONS = {
    "customers": {},
    "poor": {"completeness_max": POOR - 1},
    "no_phone": {"missing": ["phone"]},
    "no_contact": {"missing": ["main_contact"]},
    "no_level": {"missing": ["level"]},
}
# What `customers.missing` asks for each row of a list: of all customers a join knows it sooner.
IS_MAIN = {"contacts__is_main": True, "contacts__deleted_at": None}
NO_MAIN, NO_PHONE = Q(main=None), Q(main__mobile="", main__office_phone="")
COUNTS = {
    "customers": Count("pk"),
    "points": Sum("completeness", default=0),
    "poor": Count("pk", filter=Q(completeness__lt=POOR)),
    "no_phone": Count("pk", filter=Q(phone="") & (NO_MAIN | NO_PHONE)),
    "no_contact": Count("pk", filter=NO_MAIN),
    "no_level": Count("pk", filter=Q(level=None)),
}


def averaged(points, customers, **_others) -> Decimal:
    return Decimal(points) / customers if customers else Decimal(0)


@dataclass(frozen=True)
class Line:
    """The customers of one account manager, department, …"""

    key: int | None
    name: str
    customers: int
    points: int
    poor: int
    no_phone: int
    no_contact: int
    no_level: int

    @property
    def pk(self):
        return self.key

    @property
    def average(self) -> Decimal:
        return averaged(self.points, self.customers)

    @property
    def share(self) -> Decimal:
        return self.average / 100

    def __str__(self):
        return self.name


class CompletenessReport(Report):
    """Answers: by, department, owner."""

    title = _("Data health")

    @cached_property
    def by(self) -> str:
        return self.answers.get("by") or Division.OWNER

    @property
    def columns(self):
        return (
            Column("name", Division(self.by).label),
            Column("customers", _("Customers"), kind="number"),
            Column("share", _("Average completeness"), kind="percent"),
            Column("poor", _("Below %d %%") % POOR, kind="number"),
            Column("no_phone", _("No phone"), kind="number"),
            Column("no_contact", _("No main contact"), kind="number"),
            Column("no_level", _("No level"), kind="number"),
        )

    def customers(self):
        rows = Customer.objects.held_by_reach(self.user).order_by()
        return self.asked_for(rows, day="", owner="owner")

    @cached_property
    def groups(self) -> list[dict]:
        """Key and figures of each line: all that the report reads of the customers."""
        main = FilteredRelation("contacts", condition=Q(**IS_MAIN))
        found = self.customers().annotate(key=F(KEYS[self.by]), main=main).values("key")
        return list(found.annotate(**COUNTS))

    def rows(self, limit=None) -> list[Line]:
        """Return the lines, the least complete ones first."""
        names = self.names([row["key"] for row in self.groups if row["key"] is not None])
        lines = [Line(name=names.get(row["key"], "—"), **row) for row in self.groups]
        lines.sort(key=lambda line: (line.average, -line.customers, line.name))
        return lines[:limit]

    def names(self, keys) -> dict:
        if self.by in (Division.LEVEL, Division.CATEGORY):
            return {None: gettext("not stated")} | {
                key: known_entries()[key].label for key in keys if key in known_entries()
            }
        kind = Department if self.by == Division.DEPARTMENT else User
        rows = kind._base_manager.in_bulk(keys)
        return {None: gettext("no department")} | {key: str(row) for key, row in rows.items()}

    @cached_property
    def sums(self) -> dict:
        totals = {name: sum(row[name] for row in self.groups) for name in COUNTS}
        return totals | {"average": averaged(**totals)}

    def totals(self) -> dict:
        return self.sums

    def pool(self) -> int:
        """Return how many customers within reach have no account manager."""
        return Customer.objects.visible_to(self.user).in_pool().count()

    def drill_url(self, name: str, line: Line | None = None) -> str:
        """Return the list of exactly the customers behind a figure."""
        query = dict(CONDITIONS[name])
        for field in ("owner", "department"):
            if self.answers.get(field):
                query[field] = self.answers[field].pk
        if line is not None and line.key is None:
            query["missing"] = [*query.get("missing", ()), str(self.by)]
        elif line is not None:
            query[FILTERS.get(self.by, self.by)] = line.key
        return f"{url_for(Customer, 'list')}?{urlencode(query, doseq=True)}"
