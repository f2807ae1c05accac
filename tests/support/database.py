"""Work on the database as its owner, where a test defines something or takes rules away.

Also: put its rows back when a test with real transactions has ended, however busy the machine is.
"""

import warnings
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection

from core.faults import is_deadlock

MAKE = """
DO $$ BEGIN
    CREATE ROLE "{role}";
    GRANT "{role}" TO CURRENT_USER;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

OTHERS = """
SELECT pid, state, now() - state_change AS since, wait_event, left(query, 200)
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def make_role():
    """Make the role of the tests, which may do nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE.format(role=settings.DATABASE_ROLE))


@contextmanager
def work_as_program():
    """Open all connections as the role that the program works as: also those of other threads."""
    known = connection.settings_dict["OPTIONS"]
    usual = known["options"]
    known["options"] = f"{usual} -c role={settings.DATABASE_ROLE}"
    connection.close()
    yield
    known["options"] = usual
    connection.close()


@contextmanager
def as_owner(_settings=None):
    """Be the owner on this very connection, within the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        back_down()


def back_down():
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    except DatabaseError:
        pass  # the transaction failed, and what it set goes with it


def twice(put_back):
    """Put rows back; once more after a deadlock, which is reported. A failure says who is there."""
    try:
        put_back()
    except DatabaseError as error:
        error.add_note(others())
        if not is_deadlock(error):
            raise
        warnings.warn(f"Putting rows back met a deadlock. {others()}", stacklevel=2)
        put_back()


def others() -> str:
    """Say which other connections there are to the database of the test."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        rows = cursor.fetchall()
    return "Other connections: " + ("\n".join(map(str, rows)) or "none")
