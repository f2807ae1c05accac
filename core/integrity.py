"""What must always hold, asked by `manage.py check_integrity`: after a fault, before a release.

checks.register("orders.amounts")(Check("amounts of orders are those of their lines", find, fix))

`find()` returns the differences in words, each naming the record; `fix()` is a service that works
the stored values out again, where there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from core import attachments
from core.models import Batch, Change, NumberRule, Record, Serial
from core.registry import Registry

checks: dict[str, "Check"] = Registry()

SHOWN = 1_000  # differences that are gathered per check


@dataclass(frozen=True)
class Check:
    """One thing that must hold."""

    holds: str
    find: Callable[[], list[str]]
    fix: Callable[[], None] | None = None


def rows(sql: str, params=()) -> list[tuple]:
    """Return the first rows of a query.

    The others do not even travel. MATERIALIZED, because PostgreSQL plans for a thousand rows
    otherwise, although all are looked at wherever nothing is wrong.
    """
    with connection.cursor() as cursor:
        sql = f"WITH found AS MATERIALIZED ({sql}) SELECT * FROM found LIMIT {SHOWN}"  # noqa: S608
        cursor.execute(sql, params)
        return cursor.fetchall()


def rows_all(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def kept_models():
    """Return the models whose tables are ours."""
    for app in apps.get_app_configs():
        if app.name in ("core", "accounts", "customers", "catalog", "sales"):
            yield from (model for model in app.get_models(True) if model._meta.managed)


# Triggers and constraints ------------------------------------------------------------------

TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
"""
NOT_VALID = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE NOT convalidated AND connamespace = 'public'::regnamespace
UNION ALL
SELECT i.indrelid::regclass::text, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = 'public'::regnamespace
"""
NAMES = """
SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
"""


def missing_triggers() -> list[str]:
    """Name the triggers that models declare and the database does not run."""
    running = {(table, name.rsplit("_", 1)[0]) for table, name in rows_all(TRIGGERS)}
    return [
        f"{model._meta.db_table}: trigger {trigger.name} does not run"
        for model in kept_models()
        for trigger in getattr(model._meta, "triggers", ())
        if not model._meta.proxy
        and (model._meta.db_table, f"pgtrigger_{trigger.name}") not in running
    ]


def without_history() -> list[str]:
    """Name the business tables whose changes nobody writes down."""
    return [
        f"{model._meta.db_table}: no trigger history is declared"
        for model in kept_models()
        if issubclass(model, Record)
        and not any(trigger.name == "history" for trigger in model._meta.triggers)
    ]


def unsound_constraints() -> list[str]:
    """Name constraints and indexes that are not valid, or that are declared and not there."""
    known = {name for (name,) in rows_all(NAMES)}
    declared = (
        (model._meta.db_table, part.name)
        for model in kept_models()
        for part in (*model._meta.constraints, *model._meta.indexes)
        if not model._meta.proxy and not model._meta.auto_created
    )
    missing = [f"{table}: {name} is missing" for table, name in declared if name not in known]
    return [f"{table}: {name} is not valid" for table, name in rows(NOT_VALID)] + missing


# References --------------------------------------------------------------------------------


def orphans() -> list[str]:
    """Name references to rows that are not there: somebody went round the foreign keys."""
    found = []
    for model in kept_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.db_constraint:
                found += orphans_of(model, field)
    return found


def orphans_of(model, field) -> list[str]:
    quote = connection.ops.quote_name
    target = field.target_field
    sql = (
        f"SELECT a.{quote(model._meta.pk.column)}, a.{quote(field.column)} "  # noqa: S608 - own names
        f"FROM {quote(model._meta.db_table)} a LEFT JOIN {quote(target.model._meta.db_table)} b "
        f"ON b.{quote(target.column)} = a.{quote(field.column)} "
        f"WHERE a.{quote(field.column)} IS NOT NULL AND b.{quote(target.column)} IS NULL"
    )
    name = f"{model._meta.db_table}.{field.column}"
    return [f"{name}: row {key} names {value}, which is not there" for key, value in rows(sql)]


# Numbers -----------------------------------------------------------------------------------


def numbers_ahead() -> list[str]:
    """Name series whose next number is given out already."""
    found = []
    for rule in NumberRule.objects.all():
        for model in apps.get_models():
            if getattr(model, "number_series", "") == rule.series and not model._meta.proxy:
                found += ahead(rule, model)
    return found


def ahead(rule, model) -> list[str]:
    """Compare the numbers of a model with the counters of its rule."""
    dash = "-" if rule.date_part else ""
    digits = len(timezone.now().strftime(rule.date_part))
    quote = connection.ops.quote_name
    sql = (
        f"SELECT m[1], max(m[2]::numeric) FROM (SELECT regexp_match({quote(model.number_field)}, "  # noqa: S608
        f"%s) AS m FROM {quote(model._meta.db_table)}) found WHERE m IS NOT NULL GROUP BY 1"
    )
    form = rf"^{rule.prefix}(\d{{{digits}}}){dash}(\d{{{rule.digits},18}})$"
    last = dict(Serial.objects.filter(series=rule.series).values_list("period", "last"))
    period = len(timezone.now().strftime(rule.reset))
    return [
        f"{rule.series}: {number} of {day or 'all days'} is given out, the counter stands at "
        f"{last.get(day[:period], 0)}"
        for day, number in rows(sql, [form])
        if number > last.get(day[:period], 0)
    ]


# Work --------------------------------------------------------------------------------------


def stuck_batches() -> list[str]:
    """Name batches that have been at work for more than a day."""
    since = timezone.now() - timezone.timedelta(days=1)
    working = (Batch.State.CHECKING, Batch.State.RUNNING)
    late = Batch.objects.filter(state__in=working, created_at__lt=since)
    return [f"batch {batch.pk} ({batch}) is still {batch.state}" for batch in late[:SHOWN]]


def audit_trail_is_open() -> list[str]:
    """Say whether the audit trail can be changed: owning the table is all that it takes."""
    table = Change._meta.db_table
    wanted = {f"pgtrigger_{name}" for name in ("append_only", "never_emptied")}
    running = {name.rsplit("_", 1)[0] for found, name in rows_all(TRIGGERS) if found == table}
    return [f"{table}: {name} does not run" for name in sorted(wanted - running)]


checks.register("database.triggers")(Check("every declared trigger runs", missing_triggers))
checks.register("database.history")(Check("business tables have a history", without_history))
checks.register("database.audit_trail")(Check("the audit trail is closed", audit_trail_is_open))
checks.register("database.constraints")(
    Check("constraints and indexes are there and valid", unsound_constraints)
)
checks.register("database.references")(Check("every reference names a row", orphans))
checks.register("numbers.counters")(Check("counters are ahead of the numbers", numbers_ahead))
checks.register("files.attachments")(
    Check("every file is there and belongs to a row", attachments.faults)
)
checks.register("work.batches")(Check("no batch is stuck", stuck_batches))
