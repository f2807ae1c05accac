"""`manage.py restore FOLDER --into URL`: put a backup into another, empty database."""

from pathlib import Path

import psycopg
from django.core.management.base import BaseCommand, CommandError

from crm_site.backup import BackupError, restoring
from crm_site.embedded_programs import EmbeddedError

SESSIONS = "DELETE FROM accounts_session"
JOBS = "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status IN ('todo', 'doing')"


class Command(BaseCommand):
    help = "Restore a backup into another database, and see that all of it is there."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--into", required=True, help="postgresql://… of an empty database")
        parser.add_argument("--media", type=Path, help="empty folder for the files")
        parser.add_argument(
            "--replace", action="store_true", help="remove first what is in that database"
        )
        parser.add_argument("--end-sessions", action="store_true", help="everybody signs in anew")
        parser.add_argument("--drop-jobs", action="store_true", help="no job goes on from then")

    def handle(self, *args, **options):
        try:
            manifest = restoring.restore(
                options["folder"], options["into"], replace=options["replace"]
            )
            if options["media"]:
                restoring.unpack(options["folder"], options["media"])
            with psycopg.connect(options["into"]) as database:
                for option, statement in (("end_sessions", SESSIONS), ("drop_jobs", JOBS)):
                    if options[option]:
                        database.execute(statement)
        except (BackupError, EmbeddedError, psycopg.Error, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restored the backup of {manifest['made_at']} (version {manifest['version']}): "
            f"{len(manifest['tables'])} tables, {rows} rows, all as they were."
        )
