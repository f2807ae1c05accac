"""Telling once of a danger that lasts, however often or seldom the job runs that looks for it.

Who was told is marked by a row of a model derived from `core.models.Warned`. It is taken away when
the record is out of danger or somebody else's, so a later danger is told anew, and what a night
without the job has missed the next one tells. Marks and messages are stored together, some owners
at a time: a job that was killed goes on with those who are left.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Value, Window

from core.reach import IsAnyOf

CHUNK = 5_000  # records that are marked in one transaction, unless one owner has more
NOTE = """
INSERT INTO {table} ({column}, owner_id) SELECT pk, owner_id FROM ({rows}) AS found(pk, owner_id)
ON CONFLICT ({column}) DO NOTHING RETURNING {column}
"""


def renew(marks, name: str, rows, endangered, tell) -> None:
    """Bring the marks up to date, and tell the owners of the records that are in danger since.

    `name` is the key of the marks to the record, `endangered(rows)` keeps those in danger, and
    `tell(row, more)` tells an owner of the first one and how many there are beside it.
    """
    forget(marks, name, rows, endangered)
    for owners in shares(marks, name, endangered(rows)):
        with transaction.atomic():
            keys = note(marks, name, endangered(rows.filter(among("owner_id", owners))))
            found = endangered(rows.filter(among("pk", keys))).select_related("owner")
            alike = Window(Count("pk"), partition_by=[F("owner_id")])
            for row in found.annotate(alike=alike).order_by("owner_id", "pk").distinct("owner_id"):
                tell(row, row.alike - 1)


def forget(marks, name, rows, endangered) -> None:
    """Take away the marks of what is out of danger or has another owner."""
    still = endangered(rows).filter(pk=OuterRef(f"{name}_id"), owner=OuterRef("owner_id"))
    marks.objects.filter(~Exists(still)).delete()


def shares(marks, name, rows):
    """Yield the owners of records without a mark, as many as have about `CHUNK` of them."""
    new = rows.filter(~Exists(marks.objects.filter(**{name: OuterRef("pk")})))
    found = new.order_by("owner_id").values_list("owner_id").annotate(count=Count("pk"))
    share, size = [], 0
    for owner, count in found:
        if share and size + count > CHUNK:
            yield share
            share, size = [], 0
        share, size = [*share, owner], size + count
    if share:
        yield share


def among(field, keys):
    return IsAnyOf(F(field), Value(keys, output_field=ArrayField(BigIntegerField())))


def note(marks, name, rows) -> list[int]:
    """Mark records; return the keys of those that were not marked yet."""
    try:
        sql, params = rows.order_by().values_list("pk", "owner_id").query.sql_with_params()
    except EmptyResultSet:
        return []
    column = marks._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(table=marks._meta.db_table, column=column, rows=sql), params)
        return [key for (key,) in cursor.fetchall()]
