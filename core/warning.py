"""Telling once of a danger that lasts, however often or seldom the job runs that looks for it.

Who was told is marked by a row of a model derived from `core.models.Warned`. It is taken away when
the record is out of danger or somebody else's, so a later danger is told anew, and what a night
without the job has missed the next one tells.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

NOTE = """
INSERT INTO {table} ({column}, owner_id) SELECT pk, owner_id FROM ({rows}) AS found(pk, owner_id)
ON CONFLICT ({column}) DO NOTHING RETURNING {column}
"""


def renew(marks, name: str, rows, endangered) -> list[int]:
    """Bring the marks up to date; return the keys of the records that are in danger since.

    `name` is the key of the marks to the record, `endangered(rows)` keeps those in danger.
    """
    forget(marks, name, rows, endangered)
    return sorted(note(marks, name, endangered(rows.order_by())))


def forget(marks, name, rows, endangered) -> None:
    marked = endangered(rows.filter(pk__in=marks.objects.values(name)))
    still = {f"{name}__in": marked.order_by().values("pk"), "owner": F(f"{name}__owner")}
    marks.objects.exclude(pk__in=marks.objects.filter(**still).values("pk")).delete()


def note(marks, name, rows) -> list[int]:
    """Mark records; return the keys of those that were not marked yet."""
    try:
        sql, params = rows.values_list("pk", "owner_id").query.sql_with_params()
    except EmptyResultSet:
        return []
    column = marks._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(table=marks._meta.db_table, column=column, rows=sql), params)
        return [key for (key,) in cursor.fetchall()]
