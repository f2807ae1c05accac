"""`manage.py rescue_administrator`: let an administrator in who lost phone or password."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.services import factors, powers, users


class Command(BaseCommand):
    help = (
        "Take the second factor of an administrator away and print a one-time password. "
        "For the day on which nobody else can do so in the browser; the history notes it."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="the user name of an active administrator")
        parser.add_argument(
            "--keep-password",
            action="store_true",
            help="the password is known: take only the second factor away",
        )

    @transaction.atomic
    def handle(self, *args, **options):
        name = options["username"]
        user = powers.administrators().filter(pk__in=User.objects.filter(username=name)).first()
        if user is None:
            known = ", ".join(sorted(each.username for each in powers.administrators()))
            raise CommandError(f"{name} is no active administrator. There are: {known or 'none'}.")
        factors.switch_off(user, by=None)
        factors.forget_tries(user)
        self.stdout.write(f"The second factor of {name} is off.")
        if not options["keep_password"]:
            password = users.reset_password(user, by=None)
            self.stdout.write(f"One-time password of {name}, shown only here: {password}")
