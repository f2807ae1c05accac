"""Why somebody may do something to a record, or not (权限解释).

The grounds come from the declaration `reach` of the model, whose conditions the lists ask as well;
the only thing added here is the order in which a person reads them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import grantable
from accounts.models import Role, User
from core.reach import Action, Scope, holding


@dataclass(frozen=True)
class Reason:
    """One link of the chain; `holds` is None for a fact that decides nothing by itself."""

    words: str
    holds: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What one action comes to; `openers` are roles that would open it."""

    action: Action
    allowed: bool
    reasons: list[Reason]
    openers: list[str]


def explain(user: User, model, obj=None) -> list[Verdict]:
    """Return a verdict on each action that can be granted on a kind of record."""
    label = getattr(model, "granted_as", model._meta.label_lower)
    kind = grantable.kinds()[label]
    roles = list(Role.objects.prefetch_related("grants").order_by("pk"))
    held = set(Role.objects.filter(user=user).values_list("pk", flat=True))
    return [Case(user, model, obj, action, roles, held).verdict() for action in kind.actions]


class Case:
    """One action of one person on one record; without a record on such records at all."""

    def __init__(self, user, model, obj, action, roles, held):
        self.user, self.model, self.action = user, model, action
        self.obj = None if action == Action.ADD else obj
        self.label = getattr(model, "granted_as", model._meta.label_lower)
        self.held = [role for role in roles if role.pk in held]
        self.others = [role for role in roles if role.pk not in held and role.is_active]
        self.scope = user.scope_for(model, action)

    def verdict(self) -> Verdict:
        grounds = self.grounds(self.scope)
        allowed = self.scope is not None and self.within(grounds)
        reasons = [*self.account(), *self.through_roles(), *self.where(), *grounds]
        return Verdict(self.action, allowed, reasons, [] if allowed else self.openers())

    def within(self, grounds) -> bool:
        """Say whether the record is reached by one of the grounds and lies where lists look."""
        if self.obj is None:
            return True
        return self.is_live() and any(ground.holds for ground in grounds)

    def is_live(self) -> bool:
        return getattr(self.obj, "deleted_at", None) is None

    def account(self) -> list[Reason]:
        if not self.user.is_active:
            return [Reason(_("The account is disabled: it opens nothing."), False)]
        if self.user.is_superuser:
            return [Reason(_("A superuser may do everything."), True)]
        return [Reason(_("The account is active."), True)]

    def through_roles(self) -> list[Reason]:
        """Return what each role grants, and the widest of it."""
        found = []
        for role in self.held:
            scope = self.granted(role)
            if not role.is_active:
                found.append(Reason(_("The role “%s” is switched off.") % role, False))
            elif scope is None:
                found.append(Reason(_("The role “%s” does not grant this.") % role, False))
            else:
                words = _("The role “%(role)s” grants this, as far as: %(reach)s.")
                found.append(Reason(words % {"role": role, "reach": scope.label}, True))
        if not self.held and not self.user.is_superuser:
            found.append(Reason(_("The person holds no role."), False))
        if self.scope is not None:
            found.append(Reason(_("The widest reach counts: %s.") % Scope(self.scope).label))
        return found

    def granted(self, role) -> Scope | None:
        for grant in role.grants.all():
            if (grant.model, grant.action) == (self.label, self.action):
                return Scope(grant.scope)
        return None

    def where(self) -> list[Reason]:
        """Say where the record lies, and which record carries the owner that counts."""
        if self.obj is None:
            return []
        found = []
        if not self.is_live():
            found.append(Reason(_("It lies in the recycle bin: lists leave it out."), False))
        path = getattr(self.model.reach, "record", "")
        carrier = self.obj
        for part in path.split("__") if path else ():
            carrier = carrier and getattr(carrier, part)
        if path and carrier is not None:
            kind = carrier._meta.verbose_name
            words = _("What counts is the %(kind)s it hangs on: %(name)s.")
            found.append(Reason(words % {"kind": kind, "name": carrier}))
            if carrier.deleted_at is not None:
                found.append(Reason(_("That one lies in the recycle bin."), False))
        owner = getattr(carrier, "owner", None)
        if hasattr(carrier, "owner"):
            words = _("Its owner is %(who)s (%(department)s).") if owner else _("It has no owner.")
            facts = {"who": owner, "department": (owner and owner.department) or "—"}
            found.append(Reason(words % facts if owner else words))
        return found

    def grounds(self, scope) -> list[Reason]:
        """Return the grounds of a reach, each with whether it holds for the record."""
        if scope is None or self.obj is None:
            return []
        grounds = self.model.reach.grounds(self.user, scope, self.action)
        answers = holding(self.obj, grounds)
        return [
            Reason(str(ground.words), answer)
            for ground, answer in zip(grounds, answers, strict=True)
        ]

    def openers(self) -> list[str]:
        """Return the roles, held by others, with which the person would be allowed."""
        if not self.user.is_active:
            return []
        reached: dict[Scope, bool] = {}
        found = []
        for role in self.others:
            scope = self.granted(role)
            if scope is None:
                continue
            if scope not in reached:
                reached[scope] = self.within(self.grounds(scope))
            if reached[scope]:
                found.append(f"{role} ({scope.label})")
        return found
