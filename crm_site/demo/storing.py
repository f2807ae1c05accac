"""Write many new records at once: keys, numbers of the right day, and COPY."""

from collections import defaultdict
from itertools import groupby, islice

from django.db import connection
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from core import audit, numbering, saving

KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def give_keys(objects) -> None:
    """Give new objects their primary keys before they are stored, so that others can name them."""
    if not objects:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [objects[0]._meta.db_table, len(objects)])
        for obj, (key,) in zip(objects, cursor.fetchall(), strict=True):
            obj.pk = key


def give_numbers(objects) -> None:
    """Number objects, which lie in the order of `created_at`, by the rule as of their own day."""
    kind = type(objects[0])
    for day, group in groupby(objects, lambda obj: timezone.localdate(obj.created_at)):
        group = list(group)
        numbers = numbering.take(kind.number_series, len(group), day)
        for obj, number in zip(group, numbers, strict=True):
            setattr(obj, kind.number_field, number)


def enrol(objects, *, number=True) -> list:
    """Put new records in the order of their making and give keys, numbers and pinyin."""
    objects = sorted(objects, key=lambda obj: obj.created_at)
    give_keys(objects)
    if number and objects:
        give_numbers(objects)
    for obj in objects:
        saving.refresh_names(obj)
        obj.updated_at = obj.created_at
    return objects


def store(objects, verb="add", maker=lambda obj: obj.created_by) -> None:
    """Store new objects, each put down to its maker in the history.

    COPY and not `bulk_create`: that one stamps today into `created_at`. The triggers run.
    """
    groups = defaultdict(list)
    for obj in objects:
        groups[maker(obj)].append(obj)
    for person, group in groups.items():
        with audit.acting(person, verb):
            copy_objects(group)


def copy_objects(objects) -> None:
    """Send objects of one model to their table; all values come from the objects."""
    fields = [
        field
        for field in type(objects[0])._meta.concrete_fields
        if not isinstance(getattr(objects[0], field.attname), DatabaseDefault)  # left to the table
    ]
    columns = [field.column for field in fields]
    rows = (
        [field.get_db_prep_save(getattr(obj, field.attname), connection) for field in fields]
        for obj in objects
    )
    copy_rows(type(objects[0]), columns, rows)


def copy_rows(model, columns, rows) -> None:
    """Send rows of values to a table."""
    with connection.cursor() as cursor, cursor.copy(copy_statement(model, columns)) as copy:
        for row in rows:
            copy.write_row(row)


def copy_lines(model, columns, lines, on_progress=lambda count: None, step=5_000) -> int:
    """Send lines in PostgreSQL's own text form, which costs the least; return how many."""
    lines, sent = iter(lines), 0
    with connection.cursor() as cursor, cursor.copy(copy_statement(model, columns)) as copy:
        while chunk := list(islice(lines, step)):
            copy.write("".join(chunk))
            sent += len(chunk)
            on_progress(sent)
    return sent


def copy_statement(model, columns) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    return f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
