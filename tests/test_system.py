"""The page that tells administrators what needs a hand."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from core import system
from core.models import Upkeep
from tests.support.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    person = make_user("boss", roles=["administrator"], language="en")
    client.force_login(person)
    return client


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def done(kind, *, ok=True, hours=1, message=""):
    row = Upkeep.objects.create(kind=kind, ok=ok, message=message)
    Upkeep.objects.filter(pk=row.pk).update(at=timezone.now() - timezone.timedelta(hours=hours))


def all_is_well():
    for kind in Upkeep.Kind:
        done(kind)
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def warned():
    with translation.override("en"):
        return " ".join(system.warnings())


def test_when_all_is_well_nothing_is_asked_for(boss):
    all_is_well()
    page = boss.get(reverse("core:system_state"))
    assert page.context["warnings"] == []
    assert "Everything is in order." in page.content.decode()
    assert "PostgreSQL" in page.content.decode()
    assert "&lt;" not in page.content.decode()


def test_a_machine_that_nobody_looks_after_is_told_where_administrators_start(boss):
    for name in ("core:system_state", "admin:index"):
        text = boss.get(reverse(name)).content.decode()
        assert "There is no backup of the last two days." in text
        assert "No job worker answers" in text


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ({"kind": "backup", "hours": 49}, "There is no backup"),
        ({"kind": "backup", "ok": False}, "There is no backup"),
        ({"kind": "verify", "hours": 49}, "No backup of the last two days was proved"),
        ({"kind": "verify", "ok": False, "message": "2 rows"}, "of a backup failed: 2 rows"),
        ({"kind": "integrity", "ok": False, "message": "orders.amounts: 3"}, "orders.amounts: 3"),
    ],
)
def test_what_is_old_or_went_wrong_is_said(last, words):
    all_is_well()
    Upkeep.objects.filter(kind=last["kind"]).delete()
    done(**last)
    assert words in warned()


def test_jobs_that_wait_or_failed_and_a_silent_worker_are_said():
    all_is_well()
    job = "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name) VALUES "
    execute(f"{job} ('import', '{{}}', 'todo', 'default'), ('import', '{{}}', 'doing', 'default')")
    assert warned() == ""
    execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert "has been waiting for 1" in warned()
    execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing'")
    assert "1 job failed for good this week." in warned()
    execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    assert "No job worker answers" in warned()
