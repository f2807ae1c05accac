"""What every page needs and what rarely changes: rights, dictionaries, custom fields, working days.

A process reads it once, and again as soon as it has changed: with every change of a table that is
`Marked`, a trigger gives the one row of `core_mark` a new random value, in the same transaction.
The value comes along with the statement that reads the signed-in person, so a change holds in all
processes from the next request on; jobs ask for it when they begin.

    @Kept
    def corrected(): ...
"""

import pgtrigger
from django.db import connection
from django.db.models import Func, TextField

from core.logs import request_context


class Marked(pgtrigger.Trigger):
    """Tell all processes that something of this table has changed."""

    name = "marked"
    level = pgtrigger.Statement
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = """
        INSERT INTO public.core_mark (id, value) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET value = EXCLUDED.value;
        RETURN NULL;
    """


class Kept:
    """A function without arguments whose answer is kept until the mark is another one.

    All requests of the process share the answer: nobody may change it.
    """

    def __init__(self, read):
        self.__doc__ = read.__doc__
        self.read, self.kept = read, (None, None)

    def __call__(self):
        mark, answer = self.kept
        if mark is None or mark != at_hand():
            # asked anew: what this transaction has changed already belongs to a mark of its own
            mark = begin(asked())
            answer = self.read()
            self.kept = mark, answer
        return answer


class Mark(Func):
    """The mark as a value, for a statement that runs anyway."""

    template = "(SELECT value::text FROM core_mark)"
    output_field = TextField()


def at_hand() -> str | None:
    """Return the mark of this request or job; outside of them it is asked each time."""
    context = request_context.get()
    return context["mark"] if context.get("mark") else begin(asked())


def begin(mark: str | None) -> str | None:
    """Remember the mark for the rest of the request or job."""
    if request_context.get():
        request_context.get()["mark"] = mark
    return mark


def asked() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM core_mark")
        return next(iter(cursor.fetchone() or ()), None)


def forget() -> None:
    """Ask for the mark at the next question: this request has changed something."""
    request_context.get().pop("mark", None)
