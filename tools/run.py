"""Start everything: `python -m tools.run`, in the environment that `tools.setup` makes.

Front-end files, translations, database and demo firm are brought up to date, each only when what
it is made from has changed; then the web server and the job worker run under one supervisor.
PORT and DATABASE_URL are honoured.
"""

import contextlib
import http
import http.client
import os
import signal
import socket
import sys
import time

import psycopg

from crm_site import embedded
from tools import frontend, translations
from tools.steps import (
    ROOT,
    VAR,
    Stamp,
    StepFailed,
    explained,
    fingerprint,
    run,
    say,
    step,
    unchanged,
)
from tools.supervisor import Supervisor

HOST = "127.0.0.1"
SETTINGS = "crm_site.settings.dev"
MANAGE = (sys.executable, "manage.py")
CHECK_EVERY = 2  # seconds between two looks at the embedded server

# What `migrate` depends on: migrations, models (permissions) and what apps do afterwards.
MIGRATION_INPUTS = (
    *("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py"),
    "*/postgres/*.py",  # rights of the program's role
)

STATE = """
SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
       (SELECT system_identifier FROM pg_control_system()),
       (SELECT max(id) FROM django_migrations)
"""


def main():
    """Prepare what is not prepared, then serve until somebody stops us."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends with the clean-up of `exit`
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    port = free_port()
    frontend.main()
    translations.main()
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    server = None
    if not url:
        with step("database server"):
            url = embedded.database_url()
        server = embedded.Cluster(embedded.VAR / "postgres")
    migrate(url)
    load_demo(url)
    serve(port, server)


def free_port():
    """Return the port to serve on, refusing one that is taken before anything is started."""
    port = int(os.environ.get("PORT") or 8000)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StepFailed(
                f"Port {port} is taken or not allowed. Choose another: make run PORT={port + 1}"
            ) from error
    return port


def migrate(url):
    """Bring the tables up to date, unless neither they nor the migrations changed."""
    files = [path for pattern in MIGRATION_INPUTS for path in ROOT.glob(pattern)]
    code = [*files, ROOT / "requirements.txt"]
    stamp = Stamp(VAR / "migrated", fingerprint(code, *state(url)))
    if stamp.is_fresh():
        unchanged("tables")
        return
    with step("tables"):
        run(*MANAGE, "migrate", "--no-input", "--verbosity", "0")
    Stamp(stamp.path, fingerprint(code, *state(url))).write()


def state(url):
    """Return what tells this database, and the migrations it has had, from any other."""
    with psycopg.connect(url) as connection, contextlib.suppress(psycopg.errors.UndefinedTable):
        return connection.execute(STATE).fetchone()
    return ()


def load_demo(url):
    """Load the demo firm into a database in which nobody can sign in yet."""
    with psycopg.connect(url) as connection:
        used = connection.execute("SELECT EXISTS (SELECT FROM accounts_user)").fetchone()[0]
    if used:
        unchanged("demo firm")
        return
    with step("demo firm"):
        run(*MANAGE, "demo")


def serve(port, server):
    """Run the web server and the job worker, and look after the embedded database."""
    supervisor = Supervisor(
        {
            "web": [
                *(sys.executable, "-m", "gunicorn", "crm_site.wsgi:application"),
                *("--bind", f"{HOST}:{port}", "--worker-class", "gthread"),
                *("--workers", "2", "--threads", "4", "--graceful-timeout", "10"),
                *("--no-control-socket", "--log-level", "warning"),
            ],
            "worker": [
                *(*MANAGE, "procrastinate", "worker"),
                *("--concurrency", "2", "--shutdown-graceful-timeout", "10"),
            ],
        }
    )
    supervisor.on_tick = Watch(port, server, supervisor).look
    supervisor.run()
    say("\nStopped.")


class Watch:
    """What the supervisor looks at: is the page there yet, is the database still there."""

    def __init__(self, port, server, supervisor):
        """Watch the web port and the embedded server, if there is one."""
        self.port = port
        self.server = server
        self.supervisor = supervisor
        self.announced = False
        self.next_look = 0.0

    def look(self):
        """Announce the address once; start the embedded server again if it died."""
        if not self.announced and answers(self.port):
            self.announced = True
            say(f"\n  http://{HOST}:{self.port}\n\n{sign_ins()}\n  Ctrl+C stops everything.")
        if self.server and time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + CHECK_EVERY
            self.look_at_database()

    def look_at_database(self):
        """Start a dead server again, and the worker, which would only poll from then on."""
        try:
            if self.server.revive():
                say("  The database server had died; it runs again.")
                self.supervisor.restart("worker")
        except embedded.EmbeddedError as error:
            say(f"  {error}")


def answers(port):
    """Tell whether the web server answers and reaches the database."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/readyz")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    return False


def sign_ins():
    """Return the lines that tell how to sign in to the demo firm."""
    path = VAR / "demo-sign-ins.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    with explained(embedded.EmbeddedError, psycopg.OperationalError):
        try:
            main()
        except KeyboardInterrupt:
            say("\nStopped.")
