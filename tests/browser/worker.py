"""The real job worker beside a test, on the test's own database."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.support.database import as_owner

MANAGE = Path(settings.BASE_DIR) / "manage.py"


def database_url():
    """Return the address of the database that the test works on."""
    known = connection.settings_dict
    person = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    return f"postgresql://{person}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def environment():
    """Return the environment of a process that works on the database of the test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm_site.settings.test",
        "TEST_DATABASE_URL": database_url(),
    }


class Worker:
    """`manage.py procrastinate worker`, as it runs beside the web server."""

    def __init__(self):
        """Throw away what earlier tests left in the queue: its tables survive them."""
        self.process = None
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")

    def start(self):
        """Start it, unless it runs already."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, str(MANAGE), "procrastinate", "worker", "--concurrency", "2"],
                cwd=settings.BASE_DIR,
                env=environment(),
            )

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
