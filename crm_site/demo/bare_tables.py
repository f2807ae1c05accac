"""Load tables in bulk: without secondary indexes, foreign keys and triggers meanwhile."""

import time
from contextlib import contextmanager

from django.db import connection

# What is unique is checked row by row; by one of these each customer finds its main contact.
INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = ANY(%s::regclass[]) AND NOT x.indisunique
AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype <> 'f')
ORDER BY i.relname
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL work_mem = '128MB';
SET CONSTRAINTS ALL IMMEDIATE
"""


def take_time() -> None:
    """Lift the time limits of this transaction: drawing and loading take minutes."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)


@contextmanager
def bare(models, say=lambda text: None):
    """Run the block on bare tables, then build everything again.

    All of it is one transaction with the caller's, so after a failure, even a killed server, the
    tables are as they were. A million rows load in minutes this way, and in an hour without.
    """
    quote = connection.ops.quote_name
    tables = [model._meta.db_table for model in models]
    take_time()
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        cursor.execute(FOREIGN_KEYS, [tables])
        foreign_keys = cursor.fetchall()
        for table, name, _definition in foreign_keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {quote(name)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER")
        yield
        for name, definition in indexes:
            begun = time.monotonic()
            cursor.execute(definition)
            if time.monotonic() - begun > 1:
                say(f"  index {name} in {time.monotonic() - begun:.0f} s")
        for table, name, definition in foreign_keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {quote(name)} {definition}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER")


@contextmanager
def unwatched(*models):
    """Run the block without the history triggers of some tables, in the caller's transaction."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
