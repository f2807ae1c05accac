"""Look after the embedded database: `python -m tools.database status | stop | psql | dump`."""

import os
import subprocess
import sys
from datetime import datetime

from psycopg.conninfo import conninfo_to_dict

from crm_site import embedded
from crm_site.embedded_programs import client_environment
from tools.steps import VAR, StepFailed, explained, say

CLUSTERS = ("postgres", "postgres-test")


def status():
    """Tell which servers run, where, and whether somebody uses them."""
    for server in clusters():
        port = server.port()
        running = f"runs on port {port}" if port else "is stopped"
        used = ", in use" if server.in_use() else ""
        say(f"{server.folder.name} {running}{used}; data in {server.data}, log in {server.log}")


def stop():
    """Stop the servers that nobody uses."""
    for server in clusters():
        if server.in_use():
            say(f"{server.folder.name} is in use. It stops with the last program that uses it.")
        elif server.port():
            server.stop()
            say(f"{server.folder.name} is stopped.")


def psql(*arguments):
    """Open a prompt on the database; arguments go to psql."""
    return run_client("psql", *arguments)


def dump():
    """Write the whole database to a dated file in var/dumps, for pg_restore."""
    target = VAR / "dumps" / f"crm-{datetime.now():%Y%m%d-%H%M%S}.dump"
    target.parent.mkdir(parents=True, exist_ok=True)
    os.umask(0o077)  # customers' data: for the owner's eyes only
    code = run_client("pg_dump", "--format=custom", f"--file={target}")
    if code == 0:
        say(str(target))
    return code


def run_client(program, *arguments):
    """Run one of PostgreSQL's clients on our database, the password out of sight of `ps`."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    url = url or embedded.database_url()
    bin_folder = embedded.Cluster(embedded.VAR / "postgres").bin
    command = [str(bin_folder / program), *arguments]
    return subprocess.call(command, env=client_environment(conninfo_to_dict(url)))


def clusters():
    """Return the servers that were ever started here."""
    servers = [embedded.Cluster(embedded.VAR / name) for name in CLUSTERS]
    return [server for server in servers if server.folder.exists()]


COMMANDS = {command.__name__: command for command in (status, stop, psql, dump)}


def main(arguments):
    """Run the command that was asked for."""
    name, *rest = arguments or ["status"]
    if name not in COMMANDS:
        raise StepFailed(f"No such command: {name}. There are: {', '.join(COMMANDS)}.")
    return COMMANDS[name](*rest)


if __name__ == "__main__":
    with explained(embedded.EmbeddedError):
        sys.exit(main(sys.argv[1:]))
