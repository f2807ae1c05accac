"""What the tables of a database hold: rows and a hash of each, comparable between servers."""

from psycopg import sql

# How values are written decides the hash: the same on every server and in every time zone.
WRITTEN = """
SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0
"""
TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
# A sum does not ask for an order, so nothing is sorted; md5 is the same in all versions.
CONTENT = """
SELECT count(*),
    coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM {table} t
"""


def names(connection) -> list[str]:
    """Return the tables of a database, without those of extensions."""
    return [name for (name,) in connection.execute(TABLES)]


def contents(connection) -> dict[str, dict]:
    """Return {table: {"rows": …, "hash": …}} as one transaction sees it."""
    connection.execute(WRITTEN)
    found = {}
    for name in names(connection):
        query = sql.SQL(CONTENT).format(table=sql.Identifier("public", name))
        rows, total = connection.execute(query).fetchone()
        found[name] = {"rows": rows, "hash": total}
    return found


def differences(expected, found) -> list[str]:
    """Say in words what two databases do not have in common."""
    said = []
    for name in sorted({*expected, *found}):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            said.append(f"{name}: {'is new' if before is None else 'is missing'}")
        elif before["rows"] != after["rows"]:
            said.append(f"{name}: {after['rows']} rows instead of {before['rows']}")
        elif before != after:
            said.append(f"{name}: {after['rows']} rows, but other values")
    return said
