"""What hangs on records by a table between (`core.models.Link`): reading, writing, history.

What a form or a sheet says travels on the record as `new_links`, {name of the link: records}; the
service that stores the record calls `store`.
"""

from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, BooleanField, F, Func, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.text import capfirst

from core.models import Link
from core.routes import url_for
from core.several import listed
from core.tables import Column


@cache
def tables(model) -> tuple[type[Link], ...]:
    """Return the tables that hang something on the records of a model."""
    return tuple(
        relation.related_model
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Link) and relation.field.name == "record"
    )


# reading -----------------------------------------------------------------------------------


class Linked(tuple):
    """The records that hang on a row; as text they stand with 、 between them."""

    def __str__(self):
        return "、".join(map(str, self))


@dataclass(frozen=True)
class Name:
    """A record by its key and name."""

    model: type
    pk: int
    name: str

    def __str__(self):
        return self.name

    @property
    def _meta(self):
        return self.model._meta

    def get_absolute_url(self):
        return url_for(self, "detail")


@dataclass(frozen=True)
class LinkColumn(Column):
    """The records that a table hangs on the rows, read in the statement of the rows themselves.

    `table` is the link, `text` the field that names the other record.
    """

    kind: str = "records"
    table: type[Link] = None
    text: str = "name"
    with_row: bool = False  # belongs where the row belongs: whoever sees the row sees it too

    reads = "id"

    @property
    def model(self):
        return self.table.other().related_model

    def shown_to(self, user):
        return super().shown_to(user) and user.may(self.model, "view")

    def head(self, model):
        return str(self.label) or capfirst(str(self.table.other().verbose_name))

    def added_to(self, rows):
        """Return the rows with what hangs on them, as far as their reader sees it."""
        other, name = self.table.other(), self.table.named_by[0]
        hanging = self.table._base_manager.filter(record=OuterRef("pk")).order_by("pk")
        hanging = hanging.filter(**{f"{name}__deleted_at": None})
        if rows._for_user is not None and not self.with_row:
            seen = self.model.objects.visible_to(rows._for_user)
            hanging = hanging.filter(**{f"{name}__in": seen.values("pk")})
        named = JSONObject(pk=F(other.attname), name=F(f"{name}__{self.text}"))
        return rows.annotate(**{self.key: ArraySubquery(hanging.values_list(named))})

    @property
    def key(self) -> str:
        return f"linked_{self.name}"

    def value(self, row):
        found = getattr(row, self.key, None) or ()
        return Linked(Name(self.model, each["pk"], each["name"]) for each in found) or None


# writing -----------------------------------------------------------------------------------


def held(table, objects) -> dict[int, list[int]]:
    """Return {key of the record: keys of what hangs on it}, in the order of their coming."""
    found: dict[int, list] = {obj.pk: [] for obj in objects}
    rows = table._base_manager.filter(record__in=found).order_by("pk")
    for record, other in rows.values_list("record_id", table.other().attname):
        found[record].append(other)
    return found


def store(objects, *, new=False) -> None:
    """Write what a form or a sheet has said about records of one model; `new` ones are bare."""
    for table in tables(type(objects[0])) if objects else ():
        name = table.named_by[0]
        told = [obj for obj in objects if name in getattr(obj, "new_links", {})]
        if told:
            stored = {obj.pk: [] for obj in told} if new else held(table, told)
            store_table(table, {obj.pk: listed(obj.new_links[name]) for obj in told}, stored)


def store_table(table, wanted, stored) -> None:
    column = table.other().attname
    for key, others in stored.items():
        if gone := set(others) - set(wanted[key]):
            table._base_manager.filter(record=key, **{f"{column}__in": gone}).delete()
    table._base_manager.bulk_create(
        table(record_id=key, **{column: other})
        for key, others in wanted.items()
        for other in dict.fromkeys(others)
        if other not in stored[key]
    )


# history -----------------------------------------------------------------------------------


class IsPart(Func):
    """Whether a change is of a row that hangs on a record; said as index core_change_part does."""

    template = "(coalesce(%(expressions)s) ? 'record_id')"
    output_field = BooleanField()
    conditional = True

    def __init__(self):
        super().__init__(F("after"), F("before"))


class PartOf(Func):
    """The key of the record that the changed row hangs on."""

    template = "((coalesce(%(expressions)s) ->> 'record_id')::bigint)"
    output_field = BigIntegerField()

    def __init__(self):
        super().__init__(F("after"), F("before"))


def condition(rows, obj) -> tuple:
    """Return (`rows` of the audit trail, the condition that keeps those about links of `obj`)."""
    labels = [table._meta.label_lower for table in tables(type(obj))]
    if not labels:
        return rows, Q(pk=None)
    return rows.alias(part_of=PartOf()), Q(IsPart(), model__in=labels, part_of=obj.pk)
