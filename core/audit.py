"""Row history, kept by the database.

A trigger on every business table writes each insert, update and delete to `core_change`, so bulk
updates, imports and raw SQL cannot escape it. Python only says who is acting and under which
business verb:

    with audit.acting(by, "order.confirm"):
        order.save(update_fields=["state"])

The words are transaction-local settings of PostgreSQL: they end with the transaction and never
reach another request. `acting(by, verb, batch=batch)` also puts the changes down to a batch, those
of the services inside it too: that is what an undo goes by.
"""

from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction

from core.logs import request_context

SETTINGS = ("zhike.actor", "zhike.verb", "zhike.origin", "zhike.batch")
# a service inside a batch says nothing about it (NULL) and leaves the word as it is
SAY = "SELECT " + ", ".join(
    f"current_setting('{name}', true),"
    f" set_config('{name}', coalesce(%s, current_setting('{name}', true), ''), true)"
    for name in SETTINGS
)


class History(pgtrigger.Trigger):
    """Write each change of a row to `core_change` (function `core_log_change`).

    `hidden` are columns that stay out of it: secrets, and what changes at every call. `kept` are
    those that repeat another record: they stay out too, and a change of them alone asks nothing.
    """

    name = "history"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def __init__(self, *, hidden=(), kept=(), **options):
        self.hidden, self.kept = (*hidden, *kept), kept
        super().__init__(**options)

    def compile(self, model):
        if self.kept:
            columns = (field.column for field in model._meta.local_concrete_fields)
            others = (column for column in columns if column not in self.kept)
            self.operation = pgtrigger.Insert | pgtrigger.UpdateOf(*others) | pgtrigger.Delete
        return super().compile(model)

    def get_func(self, model):
        meta = model._meta.concrete_model._meta
        left_out = "".join(f" - '{column}'" for column in self.hidden)
        row = f"to_jsonb({{}}){left_out}".format
        return f"""
            PERFORM public.core_log_change(
                '{meta.label_lower}', '{meta.pk.column}', TG_OP,
                CASE WHEN TG_OP <> 'INSERT' THEN {row("OLD")} END,
                CASE WHEN TG_OP <> 'DELETE' THEN {row("NEW")} END
            );
            RETURN NULL;
        """


class NeverEmptied(pgtrigger.Trigger):
    """Refuse TRUNCATE of a table whose rows are kept for ever, or for as long as the firm says."""

    name = "never_emptied"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    func = "RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;"


@contextmanager
def acting(by, verb: str, *, batch=None):
    """Run the block in one transaction whose changes are put down to `by` doing `verb`."""
    origin = request_context.get().get("origin", "")
    with transaction.atomic(), connection.cursor() as cursor:
        words = [str(by.pk) if by else "", verb, origin, str(batch.pk) if batch else None]
        cursor.execute(SAY, words)
        before = [value or "" for value in cursor.fetchone()[::2]]
        yield
        if any(before) or batch:  # a service inside another one: the outer words count again
            cursor.execute(SAY, before)
