"""`manage.py migrate`: Django's own, as the owner of the tables; then the rights of the program."""

from django.core.management.commands import migrate

from core.postgres.roles import as_owner, grant
from core.transactions import unhurried


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner(), unhurried():
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]) and grant():
                self.stdout.write("Rights of the program's role: granted.")
