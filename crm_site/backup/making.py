"""Make a backup: dump and counts from one snapshot, then the files, then the manifest."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from crm_site.backup import DUMP, MANIFEST, MEDIA, PREFIX, BackupError, tables
from crm_site.embedded_programs import client, client_environment


def here() -> dict:
    """Return the parts of the connection string of the database in use."""
    known = connection.settings_dict
    parts = {name: known[name.upper()] for name in ("host", "port", "user", "password")}
    parts["sslmode"] = known["OPTIONS"].get("sslmode", "")
    return {name: value for name, value in {**parts, "dbname": known["NAME"]}.items() if value}


def make(folder: Path, keep: int = 0) -> Path:
    """Write a backup below `folder`; return its own folder. `keep` is how many stay at most."""
    os.umask(0o077)  # customers' data: for the owner's eyes only
    now = datetime.now(UTC)
    target = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    unfinished = folder / f".{target.name}"
    unfinished.mkdir(parents=True)
    try:
        manifest = {"version": settings.VERSION, "made_at": now.isoformat(timespec="seconds")}
        manifest["migrations"] = last_migrations()
        manifest.update(dump(unfinished / DUMP))
        manifest["media"] = pack(Path(settings.MEDIA_ROOT), unfinished / MEDIA)
        manifest["files"] = {name: sha256(unfinished / name) for name in (DUMP, MEDIA)}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (unfinished / MANIFEST).write_text(text, encoding="utf-8")
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if keep:
        for old in found(folder)[:-keep]:
            shutil.rmtree(old)
    return target


def found(folder: Path) -> list[Path]:
    """Return the complete backups in a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{MANIFEST}"))


def last_migrations() -> dict[str, str]:
    """Return {app: last migration}: what the program must know to read this database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(n for a, n in applied if a == app) for app in sorted({a for a, _n in applied})}


def dump(path: Path) -> dict:
    """Dump the database; return what its tables hold in the very snapshot that is dumped."""
    with psycopg.connect(**here()) as database:
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        database.read_only = True
        database.execute(tables.WRITTEN)
        major = database.info.server_version // 10000
        [snapshot] = database.execute("SELECT pg_export_snapshot()").fetchone()
        options = ("--format=custom", "--no-owner", "--no-privileges")
        run_client("pg_dump", major, here(), *options, f"--snapshot={snapshot}", f"--file={path}")
        return {"server": major, "tables": tables.contents(database)}


def run_client(name, major, parts, *arguments) -> None:
    """Run pg_dump or pg_restore; what it complains about is the error."""
    result = subprocess.run(
        [client(name, major), *arguments],
        env=client_environment(parts),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupError(f"{name}: {result.stderr.strip()[-1500:]}")


def pack(media: Path, path: Path) -> dict[str, str]:
    """Put the files into an archive; return {name: hash} of each."""
    hashes = {}
    with tarfile.open(path, "w") as archive:
        for file in sorted(path for path in media.rglob("*") if path.is_file()):
            name = file.relative_to(media).as_posix()
            archive.add(file, name, recursive=False)
            hashes[name] = sha256(file)
    return hashes


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
