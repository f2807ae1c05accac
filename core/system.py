"""How the system is doing, for those who look after it: facts, and what needs a hand."""

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from core import mail
from core.markup import moment
from core.models import Upkeep
from core.postgres import roles
from core.ui import Fact, Group

PROOF_AGE = timezone.timedelta(hours=48)  # a backup and its proof may be this old
SILENCE = timezone.timedelta(minutes=2)  # a worker says every 10 seconds that it is there
PATIENCE = timezone.timedelta(minutes=10)  # what a job may wait for its turn
WEEK = timezone.timedelta(days=7)
FULL = 80  # per cent of a disk

DATABASE = """
SELECT pg_database_size(current_database()), current_setting('server_version'), current_user
"""


@dataclass
class State:
    """Facts in groups, and the sentences that somebody must act on."""

    groups: list[Group] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def state() -> State:
    """Look at everything."""
    found = State()
    for part in (program, upkeep, jobs, mail_server):
        found.groups.append(part(found.warnings))
    return found


def warnings() -> list[str]:
    """Return what needs a hand, for a page that shows nothing else of it."""
    return state().warnings


def program(warnings) -> Group:
    with connection.cursor() as cursor:
        cursor.execute(DATABASE)
        size, version, role = cursor.fetchone()
    if owns := roles.is_owner():
        warnings.append(
            _(
                "The program works as the owner of its tables, so whoever takes it over can change "
                "the audit trail. Give it a role of its own (DATABASE_OWNER_URL)."
            )
        )
    folder = next(path for path in (settings.VAR_DIR, *settings.VAR_DIR.parents) if path.exists())
    disk = shutil.disk_usage(Path(folder))
    used = 100 - 100 * disk.free // disk.total
    if used >= FULL:
        warnings.append(_("The disk with the files is %d %% full. Make room.") % used)
    python = ".".join(map(str, sys.version_info[:3]))
    return Group(
        _("Program and database"),
        [
            Fact(_("Version"), settings.VERSION),
            Fact(_("Built on"), f"Django {django.__version__}, Python {python}"),
            Fact(_("Database"), f"PostgreSQL {version.split()[0]}"),
            Fact(_("Role of the program"), _("%s (owner of the tables)") % role if owns else role),
            Fact(_("Size of the database"), filesizeformat(size)),
            Fact(_("Disk with the files"), _("%d %% used") % used),
        ],
    )


def upkeep(warnings) -> Group:
    """Say when the last backup, proof and check were, and what came of them."""
    newest = Upkeep.objects.order_by("kind", "-pk").distinct("kind")
    last = {row.kind: row for row in newest}
    backup, proof, check = (last.get(kind) for kind in Upkeep.Kind)
    old = timezone.now() - PROOF_AGE
    if backup is None or not backup.ok or backup.at < old:
        warnings.append(_("There is no backup of the last two days. Run manage.py backup."))
    elif proof is None or proof.at < old:
        warnings.append(
            _("No backup of the last two days was proved. Run manage.py verify_backup.")
        )
    if proof is not None and not proof.ok:
        warnings.append(_("The last verification of a backup failed: %s") % proof.message)
    if check is not None and not check.ok:
        warnings.append(_("The last check of the data found differences: %s") % check.message)
    return Group(
        _("Backups and checks"),
        [
            Fact(_("Last backup"), said(backup)),
            Fact(_("Last verification"), said(proof)),
            Fact(_("Last check of the data"), said(check)),
        ],
    )


def said(row) -> str:
    """Say when something was done and whether it went well."""
    if row is None:
        return _("never")
    return format_html("{} · {}", moment(row.at), _("in order") if row.ok else _("not in order"))


def jobs(warnings) -> Group:
    """Count the jobs by their state, and ask for the worker."""
    now = timezone.now()
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    events = ProcrastinateEvent.objects
    counts = ProcrastinateJob.objects.filter(status__in=("todo", "doing")).aggregate(
        waiting=Count("pk", due), running=Count("pk", Q(status="doing"))
    )
    deferred = events.filter(type="deferred", job__in=ProcrastinateJob.objects.filter(due))
    oldest = deferred.aggregate(at=Min("at"))["at"]
    failed = events.filter(type="failed", at__gte=now - WEEK).count()
    seen = ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"]
    if seen is None or seen < now - SILENCE:
        warnings.append(_("No job worker answers: long imports and exports wait. Start it."))
    elif oldest and oldest < now - PATIENCE:
        warnings.append(_("A job has been waiting for %s.") % timesince(oldest, now))
    if failed:
        text = ngettext(
            "%d job failed for good this week.", "%d jobs failed for good this week.", failed
        )
        warnings.append(text % failed)
    return Group(
        _("Background jobs"),
        [
            Fact(_("Waiting"), str(counts["waiting"])),
            Fact(_("Running"), str(counts["running"])),
            Fact(_("Failed in a week"), str(failed)),
            Fact(_("Worker last seen"), moment(seen) if seen else _("never")),
        ],
    )


def mail_server(_warnings) -> Group:
    """Name the mail server; to have none is a choice, not a fault."""
    return Group(
        _("Mail"),
        [
            Fact(_("Mail server"), settings.MAIL_SERVER or _("none")),
            Fact(_("From"), mail.sender() if mail.is_ready() else "—"),
            Fact(_("Links in mails"), settings.SITE_URL),
        ],
    )
