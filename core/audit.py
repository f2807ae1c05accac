"""Row history, kept by the database.

A trigger on every business table writes each insert, update and delete to `core_change`, so bulk
updates, imports and raw SQL cannot escape it. Python only says who is acting and under which
business verb:

    with audit.acting(by, "order.confirm"):
        order.save(update_fields=["state"])

The words are transaction-local settings of PostgreSQL: they end with the transaction and never
reach another request. A service inside another one takes the word over for as long as it lasts.
`acting(by, verb, batch=batch)` also puts the changes down to a batch, those of the services inside
it too: that is what an undo goes by.
"""

from contextlib import contextmanager
from contextvars import ContextVar

import pgtrigger
from django.db import connection, transaction

from core.logs import request_context
from core.transactions import in_whole, part

SETTINGS = ("zhike.actor", "zhike.verb", "zhike.origin", "zhike.batch")
SAY = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
NOBODY = ("",) * len(SETTINGS)
# the words of the block that runs; None outside of all
said: ContextVar[tuple | None] = ContextVar("said", default=None)


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
    outer = said.get()
    origin = request_context.get().get("origin", "")
    number = str(batch.pk) if batch else (outer or NOBODY)[-1]
    words = (str(by.pk) if by else "", verb, origin, number)
    if words == outer:
        with transaction.atomic(savepoint=False):
            yield
        return
    goes_on = outer or (NOBODY if connection.in_atomic_block and not in_whole() else None)
    with part(), connection.cursor() as cursor:
        cursor.execute(SAY, words)
        token = said.set(words)
        try:
            yield
        finally:
            said.reset(token)
        if goes_on:
            cursor.execute(SAY, goes_on)
