"""Customer churn: how many customers were warned of, what was done, and what was lost.

A line counts the cases that were opened in the period, each once and by the state it has now, so
the states add up to the warnings. The amount lost is what the lost customers had traded. Divided
by reason, a case with two reasons stands in both lines; the totals count it once.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.db.models import CharField, Count, F, Q, Sum, Value
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.models.dictionary import known_entries
from core.routes import url_for
from core.tables import Column
from customers.models import ChurnCase, ChurnReason, ChurnState
from reports.base import Report
from reports.grouping import Grouping, groupings


class Division(models.TextChoices):
    """What the cases of the report are divided by."""

    MONTH = "month", _("Month of the warning")
    DEPARTMENT = "department", _("Department")
    OWNER = "owner", _("Account manager")
    LEVEL = "level", _("Level")
    REASON = "reason", _("Reason")


COUNTS = {
    "warned": Count("pk"),
    "waiting": Count("pk", filter=Q(state=ChurnState.WARNED)),
    "delayed": Count("pk", filter=Q(state=ChurnState.DELAYED)),
    "confirmed": Count("pk", filter=Q(state=ChurnState.CONFIRMED)),
    "won_back": Count("pk", filter=Q(state=ChurnState.WON_BACK)),
    "lost": Sum("customer__traded", filter=Q(state=ChurnState.CONFIRMED), default=Decimal(0)),
}
KEYS = {
    Division.DEPARTMENT: F("customer__owner__department"),
    Division.OWNER: F("customer__owner"),
    Division.LEVEL: F("customer__level"),
    Division.MONTH: TruncMonth("opened_on"),
}
# the figures that lead to the list, and the state that it is narrowed to
STATES = {
    "warned": None,
    "waiting": ChurnState.WARNED,
    "delayed": ChurnState.DELAYED,
    "confirmed": ChurnState.CONFIRMED,
    "won_back": ChurnState.WON_BACK,
    "lost": ChurnState.CONFIRMED,
}


# a line is one department, while the condition `department` means those below it too
FILTERS = {Division.DEPARTMENT: "of_department"}


@dataclass(frozen=True)
class Line:
    """The cases of one month, department, …; `key` is what the list of cases is narrowed by."""

    key: object
    name: str
    warned: int
    waiting: int
    delayed: int
    confirmed: int
    won_back: int
    lost: Decimal

    @property
    def pk(self):
        return self.key

    @property
    def rate(self) -> Decimal:
        """The share of the warned customers that were lost."""
        return Decimal(self.confirmed) / self.warned if self.warned else Decimal(0)

    def __str__(self):
        return self.name


class ChurnReport(Report):
    """Answers: by, since, until (days or None), department, owner."""

    title = _("Customer churn")

    @cached_property
    def by(self) -> str:
        return self.answers.get("by") or Division.MONTH

    @cached_property
    def grouping(self) -> Grouping | None:
        """The custom field of the customers that the cases are divided by, if it is one."""
        return groupings(self.user).get(self.by)

    @property
    def by_label(self) -> str:
        return self.grouping.field.label if self.grouping else Division(self.by).label

    @property
    def columns(self):
        return (
            Column("name", self.by_label),
            Column("warned", _("Warned"), kind="number"),
            Column("waiting", _("Nothing done yet"), kind="number"),
            Column("delayed", _("Measures under way"), kind="number"),
            Column("won_back", _("Won back"), kind="number"),
            Column("confirmed", _("Lost"), kind="number"),
            Column("rate", _("Loss rate"), kind="percent"),
            Column("lost", _("Amount lost ¥"), kind="money"),
        )

    def cases(self):
        """Return the cases that count, within reach, of the period and people asked for."""
        rows = ChurnCase.objects.visible_to(self.user).order_by()
        return self.asked_for(rows, day="opened_on", owner="customer__owner")

    def rows(self, limit=None) -> list[Line]:
        key = self.grouping.key() if self.grouping else KEYS.get(self.by)
        found = self.by_reason() if self.by == Division.REASON else self.grouped(key)
        names = self.names([row["key"] for row in found])
        lines = [Line(name=names.get(row["key"], "—"), **row) for row in found]
        if self.by == Division.MONTH:
            lines.sort(key=lambda line: line.key, reverse=True)
        else:
            lines.sort(key=lambda line: (-line.lost, -line.warned, line.name))
        return lines[:limit]

    def grouped(self, key) -> list[dict]:
        return list(self.cases().annotate(key=key).values("key").annotate(**COUNTS))

    def by_reason(self) -> list[dict]:
        """Return a line for each reason that a case has: one statement for all of them."""
        found = []
        for code in ChurnReason.values:
            rows = self.cases().filter(reasons__contains=[{"why": code}])
            rows = rows.annotate(key=Value(code, CharField())).values("key")
            found.append(rows.annotate(**COUNTS))
        first, *others = found
        return [row for row in first.union(*others, all=True) if row["warned"]]

    def names(self, keys) -> dict:
        """Return {key: what the line is called}."""
        if self.grouping:
            return self.grouping.names(keys)
        keys = [key for key in keys if key is not None]
        if self.by == Division.MONTH:
            return {key: f"{key:%Y-%m}" for key in keys}
        if self.by == Division.REASON:
            return {key: str(label) for key, label in ChurnReason.choices}
        if self.by == Division.LEVEL:
            return {None: gettext("no level")} | {key: known_entries()[key].label for key in keys}
        kind = Department if self.by == Division.DEPARTMENT else User
        nobody = gettext("no department") if kind is Department else gettext("public pool")
        rows = kind._base_manager.in_bulk(keys)
        return {None: nobody} | {key: str(row) for key, row in rows.items()}

    @cached_property
    def sums(self) -> dict:
        return self.cases().aggregate(**COUNTS)

    def totals(self) -> dict:
        return self.sums

    def drill_url(self, name: str, line: Line | None = None) -> str:
        """Return the list of exactly the cases behind a figure."""
        if line is not None and self.grouping:
            return ""  # the list of cases knows nothing of the fields of their customers
        answers, query = self.answers, {}
        first, last = answers.get("since"), answers.get("until")
        for field in ("owner", "department"):
            if answers.get(field):
                query[field] = answers[field].pk
        if line is not None:
            if self.by == Division.MONTH:
                first, last = overlap(line.key, first, last)
            elif line.key is None:
                return ""  # no filter asks for what is missing
            else:
                query[FILTERS.get(self.by, self.by)] = line.key
        if first:
            query["opened_on_after"] = first.isoformat()
        if last:
            query["opened_on_before"] = last.isoformat()
        if STATES[name]:
            query["state"] = STATES[name].value
        return f"{url_for(ChurnCase, 'list')}?{urlencode(query)}"


def overlap(month, first, last):
    """Return first and last day of a month as far as they lie in the period."""
    start, end = month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(start, first) if first else start, min(end, last) if last else end
