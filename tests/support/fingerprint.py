"""Has anything of the business changed? A cheap answer per call, a full one for a whole run."""

from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection

# The trigger logs each change of the business tables; these tables have no trigger.
UNLOGGED = (
    "core_batch",
    "core_batchitem",
    "core_serial",
    "core_listchoice",
    "sales_stagechange",
    "workplace_message",
)
APPS = ("core", "accounts", "workplace", "catalog", "customers", "sales")
# A refused call may leave a session or a job of the queue; it may not touch a row of the business.
QUIET = {"last_login", "last_sign_in_ip"}


def fingerprint():
    """Return the newest entry of the audit trail and the row counts of what it does not cover."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in UNLOGGED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(id), 0), count(*), "
            f"(SELECT coalesce(sum(last), 0) FROM core_serial), {counts} FROM core_change"
        )
        return cursor.fetchone()


def full_hash(quiet=QUIET):
    """Return {table: hash of all its rows but the quiet columns} of every table of the apps."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            table = model._meta.db_table
            columns = [f.column for f in model._meta.local_fields if f.column not in quiet]
            row = ", ".join(f't."{column}"' for column in columns)
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(md5(ROW({row})::text), '' "
                f'ORDER BY t."{model._meta.pk.column}"), \'\')) FROM "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found


def tables():
    for model in apps.get_models(include_auto_created=True):
        ours = model._meta.app_label in APPS and model._meta.managed and not model._meta.proxy
        if ours and not issubclass(model, AbstractBaseSession):
            yield model
