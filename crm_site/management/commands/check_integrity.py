"""`manage.py check_integrity`: what must always hold, asked of the whole database."""

import sys

from django.core.management.base import BaseCommand, CommandError

from core.integrity import checks
from core.models import Upkeep
from core.transactions import unhurried

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
        wanted = options["names"] or checks
        with unhurried():
            found = {
                name: self.run(name, check, fix=options["fix"])
                for name, check in checks.items()
                if name in wanted
            }
        wrong = [f"{name}: {count}" for name, count in found.items() if count]
        if not options["names"]:
            kind = Upkeep.Kind.INTEGRITY
            Upkeep.objects.create(kind=kind, ok=not wrong, message="\n".join(wrong))
        if wrong:
            sys.exit(1)

    def run(self, name, check, *, fix) -> int:
        """Run one check and return how many differences are left.

        Not as one transaction: what mends a million rows commits them bit by bit.
        """
        differences, before = check.find(), None
        while differences and differences != before and fix and check.fix:  # it may find some only
            check.fix()
            before, differences = differences, check.find()
            self.stdout.write(f"fixed  {name}: {len(before)}")
        self.stdout.write(f"{'WRONG' if differences else 'ok   '}  {name}: {check.holds}")
        for text in differences[:SHOWN]:
            self.stdout.write(f"         {text}")
        if len(differences) > SHOWN:
            self.stdout.write(f"         … {len(differences) - SHOWN} more")
        return len(differences)
