"""`manage.py check_integrity`: what must always hold, asked of the whole database."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.integrity import checks
from core.models import Upkeep

SHOWN = 20


class Command(BaseCommand):
    help = "Check sums, references, numbers, files, triggers and constraints; 1 on differences."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="such as orders.amounts; all when none")
        parser.add_argument("--fix", action="store_true", help="work stored sums out again")

    def handle(self, *args, **options):
        unknown = [name for name in options["names"] if name not in checks]
        if unknown:
            raise CommandError(f"No such check: {unknown[0]}. There are: {', '.join(checks)}.")
        found = {
            name: self.run(name, check, fix=options["fix"])
            for name, check in checks.items()
            if not options["names"] or name in options["names"]
        }
        wrong = [f"{name}: {count}" for name, count in found.items() if count]
        if not options["names"]:
            kind = Upkeep.Kind.INTEGRITY
            Upkeep.objects.create(kind=kind, ok=not wrong, message="\n".join(wrong))
        if wrong:
            sys.exit(1)

    @transaction.atomic
    def run(self, name, check, *, fix) -> int:
        """Run one check and return how many differences are left."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        differences = check.find()
        if differences and fix and check.fix:
            check.fix()
            self.stdout.write(f"fixed  {name}: {len(differences)}")
            differences = check.find()
        self.stdout.write(f"{'WRONG' if differences else 'ok   '}  {name}: {check.holds}")
        for text in differences[:SHOWN]:
            self.stdout.write(f"         {text}")
        if len(differences) > SHOWN:
            self.stdout.write(f"         … {len(differences) - SHOWN} more")
        return len(differences)
