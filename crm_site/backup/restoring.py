"""Put a backup back, and see that all of it is there."""

import hashlib
import json
import secrets
import tarfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from crm_site.backup import DUMP, MANIFEST, MEDIA, BackupError, tables
from crm_site.backup.making import here, run_client, sha256

RESTORE = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error")
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


def read_manifest(folder: Path) -> dict:
    """Return the manifest of a backup whose files are what it says they are."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} is no backup: {error}") from None
    for name, expected in manifest["files"].items():
        if not (folder / name).exists() or sha256(folder / name) != expected:
            raise BackupError(f"{folder / name} is missing or was changed after the backup.")
    return manifest


def restore(folder: Path, url: str, *, replace=False) -> dict:
    """Restore the database of a backup into another one, which must be empty; return the manifest.

    With `replace` everything that is in the other database is removed first.
    """
    manifest, parts = read_manifest(folder), conninfo_to_dict(url)
    with psycopg.connect(**parts, autocommit=True) as database:
        if tables.names(database):
            if not replace:
                raise BackupError(
                    f"The database {parts.get('dbname')} is not empty. Name an empty one, or say "
                    "--replace to remove everything in it."
                )
            database.execute(EMPTY)
    fill(folder, manifest, parts)
    if wrong := compare(manifest, parts):
        raise BackupError("The restored database differs from the backup:\n" + "\n".join(wrong))
    return manifest


def fill(folder, manifest, parts) -> None:
    """Load the dump into an empty database, whole or not at all."""
    options = (*RESTORE, "--single-transaction", f"--dbname={parts['dbname']}")
    run_client("pg_restore", manifest["server"], parts, *options, str(folder / DUMP))


def compare(manifest, parts) -> list[str]:
    """Say what a restored database and its backup do not have in common."""
    with psycopg.connect(**parts) as database:
        return tables.differences(manifest["tables"], tables.contents(database))


def unpack(folder: Path, media: Path) -> int:
    """Put the files of a backup into an empty folder; return how many there were."""
    if media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty.")
    manifest = read_manifest(folder)
    with tarfile.open(folder / MEDIA) as archive:
        archive.extractall(media, filter="data")
    for name, expected in manifest["media"].items():
        if sha256(media / name) != expected:
            raise BackupError(f"{media / name} is not as it was.")
    return len(manifest["media"])


def check_media(folder: Path, manifest) -> list[str]:
    """Say which files of the archive are not what the manifest says; nothing is written."""
    found = {}
    with tarfile.open(folder / MEDIA) as archive:
        for member in archive:
            file = archive.extractfile(member)
            found[member.name] = hashlib.file_digest(file, "sha256").hexdigest()
    names = sorted({*found, *manifest["media"]})
    return [f"file {name}" for name in names if found.get(name) != manifest["media"].get(name)]


def verify(folder: Path, server: str = "") -> list[str]:
    """Restore a backup into a scratch database and say what differs; nothing of it stays."""
    manifest = read_manifest(folder)
    with scratch_database(conninfo_to_dict(server) if server else here()) as parts:
        fill(folder, manifest, parts)
        return compare(manifest, parts) + check_media(folder, manifest)


@contextmanager
def scratch_database(parts):
    """Lend a database that is dropped afterwards."""
    name = f"zhike_verify_{secrets.token_hex(4)}"
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
    with psycopg.connect(**parts, autocommit=True) as database:
        try:
            database.execute(sql.SQL(create).format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise BackupError(
                f"The role {database.info.user} may not make a scratch database. Let it "
                "(ALTER ROLE … CREATEDB), or name another server with --server."
            ) from None
        try:
            yield {**parts, "dbname": name}
        finally:
            drop = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
            database.execute(sql.SQL(drop).format(sql.Identifier(name)))
