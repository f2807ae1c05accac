"""Putting rows back: by SQL from the audit trail, so that every value keeps its type."""

from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone
from psycopg.sql import SQL, Identifier, Literal

from core.models import BatchItem
from core.undoing import derived_columns

# The first value that a column had in the batch is the one before the batch.
FORMER = SQL("""
SELECT object_id, jsonb_object_agg(key, value) AS was FROM (
    SELECT DISTINCT ON (c.object_id, e.key) c.object_id, e.key, e.value
    FROM core_change c, jsonb_each(c.before) e
    WHERE c.batch_id = %(batch)s AND c.model = %(model)s AND c.object_id = ANY(%(keys)s)
    ORDER BY c.object_id, e.key, c.id
) AS first GROUP BY object_id
""")
CHANGE_BACK = SQL("""
UPDATE {table} t SET {sets}
FROM ({former}) n, jsonb_populate_record(NULL::{table}, n.was) p WHERE t.{pk} = n.object_id
""")
BRING_BACK = SQL("""
INSERT INTO {table} SELECT p.* FROM ({former}) n,
    jsonb_populate_record(NULL::{table}, jsonb_build_object({quiet}) || n.was) p
ORDER BY n.object_id
""")


def lock_rows(model, keys) -> set:
    """Lock the rows that exist; an edit under way ends first and is seen afterwards."""
    rows = model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    return set(rows.values_list("pk", flat=True))


def put_back(model, outcome, keys, batch) -> None:
    """Undo what `batch` did to these rows of one model."""
    act = {
        BatchItem.Outcome.ADDED: take_away,
        BatchItem.Outcome.CHANGED: change_back,
        BatchItem.Outcome.REMOVED: bring_back,
    }[outcome]
    act(model, keys, batch)


def take_away(model, keys, batch) -> None:
    """Put added records into the recycle bin; rows that are no records go altogether."""
    rows = model._base_manager.filter(pk__in=keys)
    if not hasattr(model, "deleted_at"):
        rows.delete()
        return
    # a number or code is free again: the mended sheet is imported under the same ones
    freed = {
        field.name: Concat(
            Left(field.name, field.max_length - 12), Value("~"), F("pk"), output_field=CharField()
        )
        for field in model._meta.fields
        if isinstance(field, CharField) and field.unique
    }
    now = timezone.now()
    rows = rows.filter(deleted_at=None)
    rows.update(deleted_at=now, updated_at=now, version=F("version") + 1, **freed)


def change_back(model, keys, batch) -> None:
    """Give changed rows their former values, all but the derived ones."""
    fixed = {model._meta.pk.column, "version", "updated_at", *derived_columns(model)}
    names = [f.column for f in model._meta.local_concrete_fields if f.column not in fixed]
    former = SQL("{0} = CASE WHEN n.was ? {1} THEN p.{0} ELSE t.{0} END")
    sets = [former.format(Identifier(name), Literal(name)) for name in names]
    marks = {"version": "version = t.version + 1", "updated_at": "updated_at = clock_timestamp()"}
    sets += [SQL(mark) for column, mark in marks.items() if hasattr(model, column)]
    run(CHANGE_BACK, model, keys, batch, sets=SQL(", ").join(sets))


def bring_back(model, keys, batch) -> None:
    """Insert removed rows again, under the keys they had."""
    quiet = "'version', 1, 'updated_at', clock_timestamp()" if hasattr(model, "version") else ""
    run(BRING_BACK, model, keys, batch, quiet=SQL(quiet))


def run(statement, model, keys, batch, **parts) -> None:
    table, pk = Identifier(model._meta.db_table), Identifier(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(table=table, pk=pk, former=FORMER, **parts),
            {"batch": batch.pk, "model": model._meta.label_lower, "keys": list(keys)},
        )
