"""`manage.py demo`: load the demo firm, with sign-ins for every role."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from core.postgres.roles import as_owner
from crm_site.demo import reset, volume
from crm_site.demo.load import load
from crm_site.demo.people import PASSWORD, sign_ins


class Command(BaseCommand):
    help = "Load the demo firm: people of every role and two years of business."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="remove the records and the demo people first"
        )
        parser.add_argument(
            "--empty", action="store_true", help="people, roles and departments only"
        )
        parser.add_argument("--customers", type=int, help="fill up to this many customers")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="share of the usual size, such as 0.2"
        )

    def handle(self, *args, **options):
        reset.check_allowed()
        with as_owner():  # it empties tables, and lets the history tell of earlier days
            self.make(options)

    def make(self, options):
        """Load the demo firm, unless people are here."""
        if options["empty"] and options["customers"]:
            raise CommandError("--empty and --customers contradict each other.")
        if options["reset"]:
            reset.check_local()
        elif User.objects.exists():
            self.stdout.write("People are here already: nothing was done (see --reset).")
            return
        with transaction.atomic():
            if options["reset"]:
                reset.empty()
            call_command("setup")
            firm = load(timezone.localdate(), options["scale"], empty=options["empty"])
            if options["customers"]:
                volume.fill(firm, options["customers"], self.say)
        if options["customers"]:
            volume.polish(self.say)
        self.tell()

    def say(self, text):
        """Show progress at once, also through a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def tell(self):
        """Print the sign-ins, and keep them where `make run` finds them."""
        roles = {role.code: role.name for role in Role.objects.all()}
        lines = ["  Sign-ins of the demo firm (role, name, user name, password):"]
        lines += [
            f"    {roles[person.role]}  {person.real_name}  {person.username}  {PASSWORD}"
            for person in sign_ins()
        ]
        text = "\n".join(lines) + "\n"
        self.stdout.write(text)
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        (settings.VAR_DIR / "demo-sign-ins.txt").write_text(text, encoding="utf-8")
