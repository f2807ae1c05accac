"""Statements that the ORM puts together once: composing some takes longer than running them."""

from copy import copy

from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BigIntegerField, F, Q, Value

from core.reach import Action, IsAnyOf, follows, scope_by_key

# stand for the keys that will be asked for, of a record and of the reader; no row has them
KEY, ME = -(2**63), -(2**63) + 1


def place(number: int) -> int:
    """Return what stands for another list of keys, in a statement that takes several."""
    return ME + 1 + number


def among_keys(field="pk", key=KEY):
    """Return the condition that the field holds one of the keys that will be asked for."""
    return IsAnyOf(F(field), Value([key], output_field=ArrayField(BigIntegerField())))


def place_of(param) -> int | None:
    """Return the number that may stand for something; a list of keys has it alone in a list."""
    found = param[0] if isinstance(param, list) and param else param
    return found if isinstance(found, int) else None


class Composed:
    """A query in which `KEY`, or `among_keys()`, stands for what will be asked for.

    Nothing of one person may stand in it: whoever keeps it serves it to all.
    """

    def __init__(self, rows):
        self.query = rows
        self.compiler = rows.query.get_compiler(rows.db)
        self.sql, self.params = self.compiler.as_sql()

    def given(self, asked, user=None) -> tuple:
        """Return the parameters for a key, a list of keys, or several as {place: keys}."""
        known = asked if isinstance(asked, dict) else {KEY: asked}
        known = {**known, ME: user and user.pk}
        return tuple(
            known[place] if (place := place_of(param)) in known else param for param in self.params
        )

    def rows(self, asked, user=None) -> list:
        """Return what the query finds for a key or a list of keys, covered for a person.

        It is a list, for a query that is put together already takes no further condition.
        """
        compiler = copy(self.compiler)
        compiler.connection = connections[self.query.db]  # of this thread
        compiler.as_sql = lambda *args, **kwargs: (self.sql, self.given(asked, user))
        rows = self.query.covered_for(user) if user else self.query.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)


class RelatedRows:
    """Rows of `model` whose `field` names a record, as `shape(rows)` orders and narrows them.

    Put together once for those who see all that hangs on the record (`core.reach.follows`), and for
    those whose reach says nothing of them but their key; for others each time.
    """

    def __init__(self, model, field, shape):
        self.model, self.field, self.shape = model, field, shape
        self.known = {}

    def hanging_on(self, key) -> Q:
        return Q(**{self.field: key})

    def composed(self, record, user) -> Composed | None:
        """Return the statement that serves this reader, if one is kept."""
        free = follows(self.model, record, self.field, user)
        scope = "" if free else scope_by_key(self.model, user)
        if scope is None:
            return None
        if scope not in self.known:
            rows = self.model.objects.filter(self.hanging_on(KEY))
            if scope:
                me = get_user_model()(pk=ME)
                rows = rows.filter(self.model.reach.rows(self.model, me, scope, Action.VIEW))
            self.known[scope] = Composed(self.shape(rows))
        return self.known[scope]

    def rows(self, record, user) -> list:
        """Return the rows on a record that the person sees."""
        if composed := self.composed(record, user):
            return composed.rows(record.pk, user)
        return list(self.shape(self.model.objects.hanging_on(record, self.field, user)))
