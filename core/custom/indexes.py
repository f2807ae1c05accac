"""Indexes of custom fields that are marked as fast: built and dropped beside running work.

An index is named after the field's key; each is built CONCURRENTLY, so nobody waits, and one that
was left half-built is built anew. That is for the owner of the tables to do: a worker that does not
know the owner's address leaves it to `manage.py custom_indexes`.
"""

import logging

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection
from django.db.models import F, Index

from core.custom.kinds import kinds
from core.jobs import job
from core.models import CustomField
from core.postgres import roles
from core.search import Grams

logger = logging.getLogger("zhike.indexes")

Kind = CustomField.Kind
NO_LIMIT = "SET statement_timeout = 0"
STATE = """
SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = %s
"""
BUILT = """
SELECT DISTINCT split_part(relname, '_', 2) FROM pg_class
WHERE relkind = 'i' AND relname ~ '^custom_[0-9]+_(sort|grams|gin)$'
"""


def indexable(field: CustomField) -> bool:
    return field.kind != Kind.LONG_TEXT


def indexes_of(field: CustomField) -> list[Index]:
    """Return the indexes that serve the filter, the order and the search of a field."""
    if field.kind in (Kind.CHOICES, Kind.TICK):
        whole = OpClass(F("custom"), name="jsonb_path_ops")
        return [GinIndex(whole, name=f"custom_{field.pk}_gin")]
    expression = kinds[field.kind].expression(field)
    found = [Index(expression.asc(), F("id").asc(), name=f"custom_{field.pk}_sort")]
    if field.kind in (Kind.TEXT, Kind.LINK):
        found.append(GinIndex(Grams(expression), name=f"custom_{field.pk}_grams"))
    return found


def state_of(name: str) -> bool | None:
    """Return whether the index is whole; None: there is none."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [name])
        row = cursor.fetchone()
    return row[0] if row else None


@job("custom_index")
def build_index(field_id: int):
    """Build the indexes of a field that is still marked as fast."""
    with roles.as_owner():
        if may_define():
            build(field_id)


def build(field_id: int) -> None:
    field = CustomField.objects.filter(pk=field_id, is_indexed=True, is_active=True).first()
    if field is None or not indexable(field):
        return
    model = apps.get_model(field.model)
    for index in indexes_of(field):
        if state_of(index.name):
            continue
        with connection.cursor() as cursor:
            cursor.execute(NO_LIMIT)
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{index.name}"')
        with connection.schema_editor(atomic=False) as editor:
            editor.execute(index.create_sql(model, editor, concurrently=True))
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
            cursor.execute("RESET statement_timeout")


@job("custom_index_drop")
def drop_index(field_id: int):
    """Drop what was built for a field that is no longer marked, active or there."""
    with roles.as_owner():
        if may_define():
            drop(field_id)


def drop(field_id: int) -> None:
    if CustomField.objects.filter(pk=field_id, is_indexed=True, is_active=True).exists():
        return
    with connection.cursor() as cursor:
        for ending in ("sort", "grams", "gin"):
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "custom_{int(field_id)}_{ending}"')


def may_define() -> bool:
    """Say whether this connection may build indexes; when not, the log says what to do."""
    if roles.is_owner():
        return True
    logger.warning("indexes of custom fields wait for the owner: run manage.py custom_indexes")
    return False


def catch_up() -> list[str]:
    """Build what is missing and drop what is left over, as the owner; return what is there now."""
    with connection.cursor() as cursor:
        cursor.execute(BUILT)
        built = {int(key) for (key,) in cursor.fetchall()}
    wanted = CustomField.objects.filter(is_indexed=True, is_active=True)
    for key in built - set(wanted.values_list("pk", flat=True)):
        drop(key)
    fields = [field for field in wanted if indexable(field)]
    for field in fields:
        build(field.pk)
    return [index.name for field in fields for index in indexes_of(field)]
