"""`manage.py migrate`: Django's own, as the owner of the tables; then the rights of the program."""

from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import connection

from core.postgres.roles import as_owner, grant


@contextmanager
def unhurried():
    """Let statements take their time: nobody waits for a page while an index is built."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("RESET statement_timeout")


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner(), unhurried():
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]) and grant():
                self.stdout.write("Rights of the program's role: granted.")
