"""`manage.py recompute_customers`: are the figures of customers those of their records?"""

import sys

from django.core.management.base import BaseCommand

from core.transactions import unhurried
from customers.services import totals


class Command(BaseCommand):
    help = "Compare totals and life cycles of customers with their records; 1 on differences."

    def add_arguments(self, parser):
        wish = parser.add_mutually_exclusive_group()
        wish.add_argument("--check", action="store_true", help="only say what differs (default)")
        wish.add_argument("--fix", action="store_true", help="work out again what differs")
        parser.add_argument("--limit", type=int, default=20, help="differences to say, 20 if not")

    def handle(self, *args, **options):
        with unhurried():
            self.compare(options)

    def compare(self, options):
        found = totals.differences(options["limit"])
        for text in found:
            self.stdout.write(text)
        if found and options["fix"]:
            self.stdout.write(f"worked out again: {totals.refresh()}")
        elif found:
            self.stdout.write("Run it again with --fix.")
            sys.exit(1)
        else:
            self.stdout.write("All figures are those of the records.")
