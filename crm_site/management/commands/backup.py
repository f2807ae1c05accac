"""`manage.py backup`: the whole database and all files, as a folder that proves itself."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import Upkeep
from crm_site.backup import BackupError, making
from crm_site.embedded_programs import EmbeddedError


class Command(BaseCommand):
    help = "Back up the database and the files into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BACKUP_ROOT, help="where to")
        parser.add_argument("--keep", type=int, default=0, help="remove all but the newest so many")

    def handle(self, *args, **options):
        try:
            folder = making.make(options["to"], options["keep"])
        except (BackupError, EmbeddedError, OSError) as error:
            Upkeep.objects.create(kind=Upkeep.Kind.BACKUP, ok=False, message=str(error))
            raise CommandError(f"No backup was made: {error}") from error
        Upkeep.objects.create(kind=Upkeep.Kind.BACKUP, ok=True, message=str(folder))
        self.stdout.write(str(folder))
