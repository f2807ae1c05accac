"""A backup is worth what a restore brings back: all rows, all values, all files."""

import json
import secrets
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import Batch, Upkeep
from crm_site.backup import making, tables
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = [pytest.mark.platform, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_ROOT = tmp_path / "backups"


@pytest.fixture(autouse=True)
def without_kept_rows(monkeypatch):
    """Leave out what only a test database has: tests.support.leftovers."""
    run = making.run_client

    def run_client(name, *arguments):
        more = ["--exclude-schema=shipped"] if name == "pg_dump" else []
        run(name, *arguments, *more)

    monkeypatch.setattr(making, "run_client", run_client)


@pytest.fixture
def firm():
    ann = make_user("ann")
    for name in ("云帆科技", "Müller & Söhne", "O'Brien\t\\N"):
        make_customer(ann, name)
    batch = Batch(kind="import", model="customers.customer", by=ann)
    batch.source.save("sheet", ContentFile(b"rows"), save=False)
    batch.save()
    return batch


@pytest.fixture
def empty():
    """Lend an empty database beside the test database; return its address."""
    name = f"restored_{secrets.token_hex(4)}"
    parts = {**making.here(), "dbname": "postgres"}
    with psycopg.connect(**parts, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield psycopg.conninfo.make_conninfo(**{**parts, "dbname": name})
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(name, *arguments, **options):
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out, **options)
    return out.getvalue().strip()


def scratch_databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'zhike_verify_%'")
        return cursor.fetchone()[0]


def test_a_restore_brings_everything_back(firm, empty, tmp_path):
    folder = Path(run("backup"))
    assert folder.stat().st_mode & 0o077 == 0
    media = tmp_path / "elsewhere"
    said = run("restore", folder, "--into", empty, "--media", media, "--end-sessions")
    assert "all as they were" in said
    with psycopg.connect(empty) as restored:
        names = restored.execute("SELECT name FROM customers_customer ORDER BY id").fetchall()
        with pytest.raises(psycopg.Error, match="Cannot truncate"):
            restored.execute("TRUNCATE core_change")
    assert [name for (name,) in names] == list(
        Customer.objects.order_by("pk").values_list("name", flat=True)
    )
    assert (media / firm.source.name).read_bytes() == b"rows"


def test_a_database_that_is_not_empty_is_refused_unless_told(firm, empty):
    folder = Path(run("backup"))
    run("restore", folder, "--into", empty)
    with pytest.raises(CommandError, match="is not empty"):
        run("restore", folder, "--into", empty)
    assert "all as they were" in run("restore", folder, "--into", empty, "--replace")


def test_dump_and_counts_are_of_one_moment(firm, monkeypatch):
    """Somebody works while the backup is made."""
    run_client = making.run_client

    def meanwhile(*arguments):
        make_customer(make_user("bob"), "late")
        run_client(*arguments)

    monkeypatch.setattr(making, "run_client", meanwhile)
    folder = Path(run("backup"))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["tables"]["customers_customer"]["rows"] == 3
    assert "is sound" in run("verify_backup")


def test_a_verification_is_remembered_and_leaves_nothing_behind(firm):
    run("backup")
    run("verify_backup")
    assert list(Upkeep.objects.values_list("kind", "ok")) == [("verify", True), ("backup", True)]
    assert scratch_databases() == 0


@pytest.mark.parametrize("what", ["row", "value", "file", "dump"])
def test_a_backup_that_is_not_sound_is_found_out(firm, what):
    folder = Path(run("backup"))
    manifest = json.loads((folder / "manifest.json").read_text())
    if what == "row":
        manifest["tables"]["customers_customer"]["rows"] += 1
    if what == "value":
        manifest["tables"]["customers_customer"]["hash"] = "7"
    if what == "file":
        manifest["media"][firm.source.name] = "7"
    if what == "dump":
        (folder / "database.dump").write_bytes(b"nothing")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match="is not sound|could not be verified"):
        run("verify_backup", folder)
    assert not Upkeep.objects.first().ok
    assert scratch_databases() == 0


def test_only_the_newest_backups_are_kept_and_no_half_one_counts(firm, settings, monkeypatch):
    for second in range(3):
        run("backup", keep=2)
        [newest] = making.found(settings.BACKUP_ROOT)[-1:]
        newest.rename(newest.with_name(f"zhike-20260101-00000{second}"))
    kept = [path.name for path in making.found(settings.BACKUP_ROOT)]
    assert kept == ["zhike-20260101-000001", "zhike-20260101-000002"]
    monkeypatch.setattr(making, "pack", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("backup")
    assert len(list(settings.BACKUP_ROOT.iterdir())) == 2


def test_the_hash_of_a_table_knows_no_order_and_no_time_zone(firm):
    with psycopg.connect(**making.here()) as database:
        database.execute("SET TIME ZONE 'Asia/Shanghai'")
        before = tables.contents(database)
    with psycopg.connect(**making.here()) as database:
        database.execute("SET TIME ZONE 'America/New_York'")
        database.execute("SET DateStyle = 'SQL, DMY'")
        assert tables.differences(before, tables.contents(database)) == []
        database.execute("UPDATE customers_customer SET city = 'Suzhou'")
        found = tables.differences(before, tables.contents(database))
    assert [line.split(":")[0] for line in found] == ["core_change", "customers_customer"]
