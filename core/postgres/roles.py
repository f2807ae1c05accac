"""Two roles of PostgreSQL: the owner of the tables, and the one that the program works as.

What the program works as may read and write rows. It defines nothing, switches no trigger off, and
only adds to what is kept for ever, so whoever takes the program over cannot rewrite its past.
`DATABASE_OWNER` holds the settings of the owner's connection and `DATABASE_ROLE` the name of the
other role; with one role for everything both are empty.
"""

from contextlib import contextmanager, nullcontext

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.utils import load_backend
from psycopg import sql

GRANT = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}
"""
# What the program has no right to on tables with such a trigger.
KEPT = {"append_only": ("UPDATE", "DELETE"), "never_changed": ("UPDATE",)}
# pgtrigger lets whoever asks leave triggers out: only the owner may ask.
IGNORE = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
STABLE LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('pgtrigger.ignore', true), '') = '' THEN
        RETURN false;
    END IF;
    RETURN trigger_name = ANY (current_setting('pgtrigger.ignore')::text[]) AND pg_has_role(
        (SELECT relowner FROM pg_class WHERE oid = 'public.core_change'::regclass), 'MEMBER');
END $$
"""
POWERS = """
SELECT r.rolsuper, pg_has_role(c.relowner, 'MEMBER'),
    has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
        OR has_table_privilege(c.oid, 'TRUNCATE'),
    has_schema_privilege('public', 'CREATE')
FROM pg_class c, pg_roles r
WHERE c.oid = 'public.core_change'::regclass AND r.rolname = current_user
"""


def kept_tables() -> dict[str, tuple[str, ...]]:
    """Return {table: what the program may not do} of the tables whose rows stay as they are."""
    return {
        model._meta.db_table: KEPT[trigger.name]
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", ())
        if trigger.name in KEPT
    }


def grant() -> bool:
    """Give the program's role its rights, as the owner; says whether there is such a role."""
    with connection.cursor() as cursor:
        cursor.execute(IGNORE)
        cursor.execute("SELECT current_user")
        if settings.DATABASE_ROLE in ("", cursor.fetchone()[0]):
            return False
        role = sql.Identifier(settings.DATABASE_ROLE)
        cursor.execute(sql.SQL(GRANT).format(role=role))
        for table, rights in kept_tables().items():
            words = sql.SQL(", ").join(map(sql.SQL, rights))
            revoke = sql.SQL("REVOKE {} ON {} FROM {}")
            cursor.execute(revoke.format(words, sql.Identifier(table), role))
    return True


def is_owner() -> bool:
    """Say whether the program works as a role that could rewrite the audit trail."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        return any(cursor.fetchone() or ())


@contextmanager
def connected_as(owner: dict):
    """Let the default connection of this thread be another one, with settings `owner`."""
    usual = connections[DEFAULT_DB_ALIAS]
    backend = load_backend(owner["ENGINE"])
    connections[DEFAULT_DB_ALIAS] = backend.DatabaseWrapper(owner, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = usual


def as_owner():
    """Run the block as the owner of the tables where one is named, in its own transactions."""
    return connected_as(settings.DATABASE_OWNER) if settings.DATABASE_OWNER else nullcontext()
