"""Work on the database as its owner, where a test defines something or takes rules away."""

from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection

MAKE = """
DO $$ BEGIN
    CREATE ROLE "{role}";
    GRANT "{role}" TO CURRENT_USER;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
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
