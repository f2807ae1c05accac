"""Put the test database back to what `manage.py setup` ships, after a test with real transactions.

The shipped rows are kept in a schema of their own, with a function that writes and deletes only
rows that differ. Unlike TRUNCATE it waits for nobody who merely reads.
"""

import pgtrigger
from django.db import connection, transaction

COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
    FILTER (WHERE is_generated = 'NEVER')
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'django_migrations'
GROUP BY 1 ORDER BY 1
"""
KEEP = 'CREATE TABLE shipped."{table}" AS SELECT * FROM public."{table}"'
DELETE = """
DELETE FROM public."{table}" AS now
WHERE NOT EXISTS (SELECT FROM shipped."{table}" AS kept WHERE kept = now);
"""
INSERT = """
INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE
SELECT {columns} FROM shipped."{table}" AS kept
WHERE NOT EXISTS (SELECT FROM public."{table}" AS now WHERE now = kept);
"""
FUNCTION = """
CREATE FUNCTION shipped.put_back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
{deletes} {inserts}
UPDATE public.core_mark SET value = gen_random_uuid();
END $$
"""


@transaction.atomic
def keep() -> None:
    """Remember the rows that all tables hold now; the owner of the tables does it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS shipped CASCADE; CREATE SCHEMA shipped")
        cursor.execute(COLUMNS)
        tables = [{"table": table, "columns": names} for table, names in cursor.fetchall()]
        for table in tables:
            cursor.execute(KEEP.format(**table))
        deletes = "".join(DELETE.format(**table) for table in tables)
        inserts = "".join(INSERT.format(**table) for table in tables)
        cursor.execute(FUNCTION.format(deletes=deletes, inserts=inserts))


@transaction.atomic
def put_back() -> None:
    """Leave in each table the kept rows and no other; the owner of the tables does it."""
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("SELECT to_regprocedure('shipped.put_back()') IS NOT NULL")
        [kept] = cursor.fetchone()
        if kept:  # otherwise the test database is new
            cursor.execute("SELECT shipped.put_back()")
