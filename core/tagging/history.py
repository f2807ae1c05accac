"""Finding what happened to the tags of a record, also to those that are gone."""

from django.db.models import BigIntegerField, BooleanField, F, Func, Q

from core import tagging


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
    """Return (`rows` of the audit trail, the condition that keeps those about tags of `obj`)."""
    table = tagging.table_of(type(obj))
    if table is None:
        return rows, Q(pk=None)
    return rows.alias(part_of=PartOf()), Q(IsPart(), model=table._meta.label_lower, part_of=obj.pk)
