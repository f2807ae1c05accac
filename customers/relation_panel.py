"""The tab of related customers, seen from either end."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import money
from core.composed import RelatedRows
from core.linking import Linked, Name
from core.models.dictionary import known_entries
from core.panels import Panel
from core.tables import Column
from core.ui import Cell
from customers.models import Customer, CustomerRelation
from customers.models.relations import words
from customers.services import relations


class OtherColumn(Column):
    """The customer at the other end, or a field of it named behind a dot."""

    def value(self, row):
        other = row.other(row.seen_from)
        field = self.name.partition(".")[2]
        return getattr(other, field) if field else other


class WordColumn(Column):
    """What the other customer is to the one whose page it is."""

    def value(self, row):
        return row.word(row.seen_from)


class EitherEnd(RelatedRows):
    """Relations within reach at one of whose ends a customer stands."""

    def hanging_on(self, key):
        return Q(first=key) | Q(second=key)


@cache
def keys_on(most) -> EitherEnd:
    return EitherEnd(CustomerRelation, "", lambda rows: rows.order_by().values("pk")[:most])


@dataclass(frozen=True)
class RelationPanel(Panel):
    """Relations in which a customer stands at either end."""

    def rows(self, obj, user):
        rows = self.held(obj, user).annotate(seen_from=Value(obj.pk))
        return rows.select_related("first__owner", "second__owner")

    def held(self, obj, user):
        """Return the relations within reach: that there are others is told to nobody."""
        rows = CustomerRelation.objects.visible_to(user)
        return rows.filter(Q(first=obj) | Q(second=obj))

    def keys(self):
        return keys_on(settings.LIST_CAP)


RELATIONS = RelationPanel(
    "relations",
    gettext_lazy("Related customers"),
    CustomerRelation,
    (
        WordColumn("word", gettext_lazy("Relation")),
        OtherColumn("other", gettext_lazy("Customer"), kind="record"),
        OtherColumn("other.owner", gettext_lazy("Account manager")),
        Column("remark", css="what"),
        OtherColumn("other.last_order_on", gettext_lazy("Last order"), kind="day"),
        OtherColumn("other.order_count", gettext_lazy("Orders"), kind="number"),
        OtherColumn("other.traded", gettext_lazy("Traded ¥"), kind="money"),
    ),
    "customer",
)


def group_line(customer, user) -> list[Cell]:
    """Return the last line of the tab: the whole group with this customer; empty without one."""
    sums = relations.sums_of(customer, user)
    if sums is None:
        return []
    whole = _("Whole group with this customer: %d customers") % sums["customers"]
    blank = [Cell("")] * 3
    orders, traded = Cell(f"{sums['orders']:,}", "num"), Cell(money(sums["traded"]), "num")
    return [Cell(_("Total")), Cell(whole), *blank, orders, traded]


class RelatedColumn(Column):
    """The related customers of a list with what they are, in the statement of the list."""

    reads = "id"

    def added_to(self, rows):
        seen = CustomerRelation.objects.all()
        if rows._for_user is not None:
            seen = CustomerRelation.objects.visible_to(rows._for_user)
        found = {}
        for mine, other in (("first", "second"), ("second", "first")):
            named = JSONObject(
                pk=F(f"{other}_id"), name=F(f"{other}__name"), kind=F("kind_id"), mine=Value(mine)
            )
            hanging = seen.filter(**{mine: OuterRef("pk")}).order_by("pk").values_list(named)
            found[f"related_{mine}"] = ArraySubquery(hanging)
        return rows.annotate(**found)

    def value(self, row):
        found = [*(row.related_first or ()), *(row.related_second or ())]
        return Linked(told(each) for each in found) or None


def told(each) -> Name:
    """Return one related customer with what it is, such as 母公司 华宁."""
    entry = known_entries().get(each["kind"])
    word = words(entry.label)[each["mine"] == "first"] if entry else ""
    return Name(Customer, each["pk"], f"{word} {each['name']}".strip())
