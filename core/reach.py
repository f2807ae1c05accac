"""Reach: which rows a person may see or change.

Two questions, always in this order: may this person do this to such records at all
(`user.scope_for(model, action)`; no: 403), and is this record within reach
(`rows.visible_to(user, action)`; no: 404, so that nothing leaks). A model says once, in its
attribute `reach`, how its rows belong to people.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import ClassVar

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    TextChoices,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    """How far a grant reaches; later ones contain the earlier ones."""

    OWN = "own", pgettext_lazy("reach", "Own")
    DEPARTMENT = "department", pgettext_lazy("reach", "Department")
    BELOW = "below", pgettext_lazy("reach", "Department and below")
    ALL = "all", pgettext_lazy("reach", "All")

    @classmethod
    def widest(cls, scopes):
        """Return the widest of several scopes: roles add up."""
        return max(scopes, key=list(cls).index)


class Action(TextChoices):
    """What a grant allows; `assign` is giving a record to another person."""

    VIEW = "view", _("View")
    ADD = "add", _("Add")
    CHANGE = "change", _("Change")
    DELETE = "delete", _("Delete")
    EXPORT = "export", _("Export")
    ASSIGN = "assign", _("Assign")


class IsAnyOf(Func):
    """`column = ANY(ARRAY(subquery))`: unlike IN, an index serves it inside an OR."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    conditional = True


def within(model, user, action):
    """Return an expression that says of each row whether `user` may perform `action` on it."""
    scope = user.scope_for(model, action)
    if scope is None:
        return Value(False)
    condition = model.reach.rows(model, user, scope, action)
    if not condition:
        return Value(True)
    return Case(When(condition, then=Value(True)), default=Value(False))


def people_in(scope: Scope, user):
    """Return the people whose records a department scope opens to `user`."""
    people = get_user_model()._base_manager
    if user.department_id is None:
        return people.filter(pk=user.pk)
    if scope == Scope.DEPARTMENT:
        return people.filter(department_id=user.department_id)
    return people.filter(department__path__startswith=user.department.path)


@dataclass(frozen=True)
class Ground:
    """One reason why a row may be within reach: the condition that lists ask, and its words."""

    words: str | Promise
    condition: Q


EVERYTHING = Ground(_("The reach covers all records of this kind."), Q())
NEAR = {
    Scope.DEPARTMENT: _("The owner works in the department of the person."),
    Scope.BELOW: _("The owner works in the department of the person or below it."),
}


def any_of(grounds) -> Q:
    """Return the condition that at least one of some grounds holds; an empty one always does."""
    conditions = [ground.condition for ground in grounds]
    return reduce(or_, conditions) if all(conditions) else Q()


def holding(obj, grounds) -> list[bool]:
    """Say of each ground whether it holds for a record: asked of the database, as lists do."""
    model = type(obj)
    asked = [(model.reach.through(model, ground.condition)) for ground in grounds]
    answers = {
        f"ground_{number}": Case(When(asked_for, then=Value(True)), default=Value(False))
        for number, asked_for in enumerate(asked)
        if asked_for
    }
    found = model._base_manager.filter(pk=obj.pk).values(**answers).first() or {}
    return [found.get(f"ground_{number}", True) for number in range(len(asked))]


@dataclass(frozen=True)
class Owned:
    """Rows belong to the person at `owner`, and to those listed at `team` (co-workers).

    `record` is the path to the row that carries the owner, empty for the model itself; `team` is
    the co-worker model, with the columns `record` and `user`. With `pooled`, rows without an
    owner lie in the public pool: everybody with a grant may look at them. `kept` is a column of
    the rows that repeats the owner of the record: what is asked of it, an index can serve.
    `keyed` says that *own* and *all* ask nothing of a person but the key.
    """

    keyed: ClassVar[bool] = True
    record: str = ""
    team: str = ""
    pooled: bool = False
    kept: str = ""

    def rows(self, model, user, scope, action) -> Q:
        """Return the condition that keeps the rows of `model` within `scope`."""
        return self.through(model, any_of(self.grounds(user, scope, action)))

    def through(self, model, condition) -> Q:
        """Ask a condition of `grounds` of the rows of `model`.

        Through another record it is asked as EXISTS (subquery): conditions that mix columns of two
        tables under OR cannot use an index of either. IN says the same, but beside other
        conditions or as a column PostgreSQL gathers all records within reach for it first.
        """
        if not self.record:
            return condition
        for part in self.record.split("__"):
            model = model._meta.get_field(part).related_model
        records = model._base_manager
        if not condition or self.kept:
            # all but what hangs on the recycle bin: leaving out a few is cheaper than a join
            gone = records.filter(deleted_at__isnull=False)
            return condition & ~Q(**{f"{self.record}__in": gone.values("pk")})
        return Q(Exists(records.filter(condition, deleted_at=None, pk=OuterRef(self.record))))

    def grounds(self, user, scope, action) -> list[Ground]:
        """Return the conditions on the table that carries the owner; one that holds is enough.

        Those are the rows themselves where they repeat it.
        """
        owner, key = (self.kept, f"{self.record}_id") if self.kept else ("owner", "pk")
        if scope == Scope.ALL:
            return [EVERYTHING]
        if scope == Scope.OWN:
            found = [Ground(_("The person is the owner."), Q(**{owner: user}))]
        else:
            people = people_in(scope, user).values("pk")
            mine = Q(IsAnyOf(F(f"{owner}_id"), ArraySubquery(people)))
            found = [Ground(NEAR[scope], mine)]
        if self.team:
            shared = apps.get_model(self.team)._base_manager.filter(user=user)
            shared = Q(IsAnyOf(F(key), ArraySubquery(shared.values("record_id"))))
            found.append(Ground(_("The person is a co-worker."), shared))
        if self.pooled and action == Action.VIEW:
            words = _("It lies in the public pool, which everybody with a grant may look at.")
            found.append(Ground(words, Q(**{f"{owner}__isnull": True})))
        return found


def follows(model, record, field, user) -> bool:
    """Say whether `user` sees all rows of `model` that hang on `record`, because it was reached.

    So it is when the rows belong to whom the record belongs to, and that is `user`, or the grants
    reach equally far.
    A record says by `reached_by` who got it from `visible_to`.
    """
    rows, whole = model.reach, getattr(record, "reach", None)
    if type(rows) is not Owned or type(whole) is not Owned or rows.record != field or whole.record:
        return False
    scope = user.scope_for(model, Action.VIEW)
    if getattr(record, "reached_by", None) != user or scope is None:
        return False
    return record.owner_id == user.pk or (
        scope == user.scope_for(type(record), Action.VIEW)
        and rows.team == whole.team
        and (rows.pooled == whole.pooled or record.owner_id is not None)
    )


def scope_by_key(model, user) -> Scope | None:
    """Return how far `user` sees rows of `model`, when the condition takes their key alone.

    Departments take more of a person.
    """
    scope = user.scope_for(model, Action.VIEW)
    return scope if model.reach.keyed and scope in (Scope.OWN, Scope.ALL) else None


def covers(record, user, action) -> bool:
    """Say whether the reach by which `user` got the record for viewing covers `action` too.

    False says nothing: the database is asked then.
    """
    scope, reach = user.scope_for(type(record), action), record.reach
    if getattr(record, "reached_by", None) != user or scope is None:
        return False
    if type(reach) is Common:
        return True
    if type(reach) is not Owned or scope != user.scope_for(type(record), Action.VIEW):
        return False
    return not reach.pooled or (not reach.record and record.owner_id is not None)


def is_own(record, user, action) -> bool:
    """Say whether a record that was just stored is the person's own: every grant reaches those."""
    reach = type(record).reach
    if type(reach) is not Owned or reach.record or getattr(record, "deleted_at", None):
        return False
    return record.owner_id == user.pk and user.scope_for(type(record), action) is not None


@dataclass(frozen=True)
class Common:
    """Rows belong to the firm: whoever holds a grant reaches them all."""

    keyed: ClassVar[bool] = True

    def rows(self, model, user, scope, action) -> Q:
        return self.through(model, any_of(self.grounds(user, scope, action)))

    def through(self, model, condition) -> Q:
        return condition

    def grounds(self, user, scope, action) -> list[Ground]:
        return [Ground(_("Such records belong to the firm: a grant reaches them all."), Q())]
