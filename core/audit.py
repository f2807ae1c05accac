"""Row history, kept by the database.

A trigger on every business table writes each insert, update and delete to `core_change`, so bulk
updates, imports and raw SQL cannot escape it. Python only says who is acting and under which
business verb:

    with audit.acting(by, "order.confirm"):
        order.save(update_fields=["state"])

The words are transaction-local settings of PostgreSQL: they end with the transaction and never
reach another request.
"""

from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction

from core.logs import request_context

SETTINGS = ("zhike.actor", "zhike.verb", "zhike.origin")
SAY = "SELECT " + ", ".join(
    f"current_setting('{name}', true), set_config('{name}', %s, true)" for name in SETTINGS
)


class History(pgtrigger.Trigger):
    """Write each change of a row to `core_change` (function `core_log_change`)."""

    name = "history"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def get_func(self, model):
        meta = model._meta.concrete_model._meta
        row = "to_jsonb({})".format
        return f"""
            PERFORM public.core_log_change(
                '{meta.label_lower}', '{meta.pk.column}', TG_OP,
                CASE WHEN TG_OP <> 'INSERT' THEN {row("OLD")} END,
                CASE WHEN TG_OP <> 'DELETE' THEN {row("NEW")} END
            );
            RETURN NULL;
        """


@contextmanager
def acting(by, verb: str):
    """Run the block in one transaction whose changes are put down to `by` doing `verb`."""
    origin = request_context.get().get("origin", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SAY, [str(by.pk) if by else "", verb, origin])
        before = [value or "" for value in cursor.fetchone()[::2]]
        yield
        if any(before):  # a service inside another one: the outer words are in force again
            cursor.execute(SAY, before)
