"""Take the demo firm away again."""

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Q

from accounts.models import Absence, AccountRequest, Department, SignIn, User
from api.models import Delivery, Outbox
from core import attachments
from core.models import Attachment, Batch, BatchItem, Change, Draft, FormKey, Reveal, Serial
from crm_site.demo import decisions
from crm_site.demo.comings import STRANGE
from crm_site.demo.people import MARK
from sales.models import Stage
from workplace.models import Message

BUSINESS = ("catalog", "customers", "sales")
# What work on records leaves behind. Keys begin at 1 again: what names a record or a change by its
# key would belong to another one.
TRACES = (Batch, BatchItem, Change, Serial, Draft, FormKey, Reveal, Delivery, Outbox, Message)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_allowed() -> None:
    """Refuse where the demo firm, with its known passwords, has no business."""
    if not getattr(settings, "DEMO_ALLOWED", False):
        raise CommandError(
            "The demo firm has known passwords and is not for a real installation "
            "(DEMO_ALLOWED is off)."
        )


def check_local() -> None:
    """Refuse to empty a database on another machine: it is somebody's."""
    connection.ensure_connection()
    host = connection.connection.info.host
    if host not in LOOPBACK and not host.startswith("/"):
        raise CommandError(f"--reset empties the database, and this one is on {host}: refused.")


def tables() -> str:
    """Return the names of the tables that are emptied, as SQL."""
    models = [model for app in BUSINESS for model in apps.get_app_config(app).get_models()]
    kept = [model._meta.db_table for model in (*models, *TRACES) if model is not Stage]
    return ", ".join(map(connection.ops.quote_name, kept))


def lock() -> None:
    """Let nobody write or read them until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables()} IN ACCESS EXCLUSIVE MODE")


def empty() -> None:
    """Remove all business records and the demo people; other people and settings stay."""
    attachments.purge(Attachment.objects.all())
    with pgtrigger.ignore("core.Change:never_emptied"), connection.cursor() as cursor:
        # TRUNCATE is refused while checks of this transaction are still waiting for its end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {tables()} RESTART IDENTITY CASCADE")
    Stage.everything.filter(created_by__employee_no__startswith=MARK).update(created_by=None)
    people = User.objects.filter(employee_no__startswith=MARK)
    ours = Q(address=None) | Q(decided_by__in=people) | Q(account__in=people)
    AccountRequest.objects.filter(ours).delete()
    forget_comings(people)
    decisions.forget(people)
    people.delete()
    empty_departments()


def forget_comings(people) -> None:
    """Remove the sign-ins and absences of the demo people, and what was guessed at their door."""
    Absence.everything.filter(owner__in=people).delete()
    Absence.everything.filter(created_by__in=people).update(created_by=None)
    with pgtrigger.ignore("accounts.SignIn:kept_for_long"):
        SignIn.objects.filter(Q(person__in=people) | Q(address=STRANGE)).delete()


def empty_departments() -> None:
    """Remove the departments in which nobody is left, from the leaves up."""
    while True:
        rows = Department.objects.filter(members=None, children=None)
        if not rows.delete()[0]:
            return
