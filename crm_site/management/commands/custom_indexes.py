"""`manage.py custom_indexes`: the indexes of custom fields, where the worker may not build any."""

from django.core.management.base import BaseCommand, CommandError

from core.custom.indexes import catch_up, may_define
from core.postgres.roles import as_owner


class Command(BaseCommand):
    help = "Build the missing indexes of custom fields, and drop those that nobody needs."

    def handle(self, *args, **options):
        with as_owner():
            if not may_define():
                raise CommandError("Name the owner of the tables in DATABASE_OWNER_URL.")
            for name in catch_up():
                self.stdout.write(name)
