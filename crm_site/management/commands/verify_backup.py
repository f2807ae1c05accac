"""`manage.py verify_backup`: restore the newest backup into a scratch database and compare."""

from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import Upkeep
from core.postgres.roles import as_owner
from crm_site.backup import BackupError, making, restoring
from crm_site.embedded_programs import EmbeddedError


class Command(BaseCommand):
    help = "Restore a backup into a scratch database and compare rows and hashes."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", help="the newest one when not given")
        parser.add_argument("--server", default="", help="postgresql://… of another server")

    def handle(self, *args, **options):
        folder = options["folder"] or next(reversed(making.found(settings.BACKUP_ROOT)), None)
        if folder is None:
            raise CommandError(f"There is no backup in {settings.BACKUP_ROOT}.")
        try:
            with as_owner():
                wrong = restoring.verify(folder, options["server"])
            said = [f"{folder} {'is not sound:' if wrong else 'is sound.'}", *wrong]
        except (BackupError, EmbeddedError, psycopg.Error, OSError) as error:
            wrong = said = [f"{folder} could not be verified: {error}"]
        message = "\n".join(said)
        Upkeep.objects.create(kind=Upkeep.Kind.VERIFICATION, ok=not wrong, message=message)
        if wrong:
            raise CommandError(message)
        self.stdout.write(message)
