"""Tags as a column: the names for a whole page of rows are read at once."""

from dataclasses import dataclass, field
from functools import cache

from django.utils.text import capfirst

from core import tagging
from core.composed import Composed, among_keys
from core.tables import Column


class Tags(tuple):
    """The tags of a record, in their order; as text they stand with 、 between them."""

    def __str__(self):
        return "、".join(str(tag) for tag in self)


@dataclass(frozen=True)
class TagColumn(Column):
    """The tags of each row."""

    names: dict = field(default_factory=dict, compare=False)

    reads = "pk"

    def prepare(self, rows) -> None:
        self.names.update({row.pk: [] for row in rows})
        if not rows:
            return
        held = held_by(tagging.table_of(type(rows[0])))
        for each in held.rows([row.pk for row in rows]):
            self.names[each.record_id].append(each.tag)

    def value(self, row):
        return Tags(self.names.get(row.pk, ())) or None


@cache
def held_by(table) -> Composed:
    """The tags of some records, in their order."""
    held = table._base_manager.filter(among_keys("record"))
    return Composed(held.select_related("tag").order_by("tag__position", "tag"))


def columns_of(model, user) -> tuple[Column, ...]:
    """Return the column of the tags of a model, when `user` may see them."""
    if not tagging.open_to(model, user):
        return ()
    kind = tagging.kind_of(tagging.table_of(model))
    label = capfirst(kind._meta.verbose_name_plural)
    return (TagColumn("tags", label, kind="tags", shown=False),)
