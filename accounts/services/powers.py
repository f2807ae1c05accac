"""Nobody gives away more than they have, and nobody acts on a person who may do more.

`by=None` is the program itself (set-up, tests): it may do everything.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import grantable
from accounts.models import ADMINISTRATOR, Grant, Role, User
from core.errors import RuleBroken
from core.reach import Action, Scope

Rights = dict[tuple[str, str], Scope]


def is_free(by) -> bool:
    """Say whether no limit holds for `by`."""
    return by is None or (by.is_active and by.is_superuser)


def excess(by, rights: Rights) -> list[tuple[str, str]]:
    """Return the entries of `rights` that reach further than what `by` has."""
    if is_free(by):
        return []
    order = list(Scope)
    return [
        key
        for key, scope in rights.items()
        if key not in by.grants or order.index(by.grants[key]) < order.index(scope)
    ]


def rights_of(user) -> Rights:
    """Return what the roles of a person open, also while the account is disabled."""
    found: dict[tuple[str, str], list[Scope]] = {}
    rows = Grant.objects.filter(role__user=user, role__is_active=True).order_by()
    for model, action, scope in rows.values_list("model", "action", "scope"):
        found.setdefault((model, action), []).append(Scope(scope))
    return {key: Scope.widest(scopes) for key, scopes in found.items()}


def check_rights(rights: Rights, *, by, field=None) -> None:
    """Refuse to give away what `by` does not have."""
    beyond = excess(by, rights)
    if beyond:
        words = _("You cannot give away more than you have: %s.")
        raise RuleBroken(words % in_words(beyond), field=field)


def in_words(keys, limit=3) -> str:
    """Name the first entries of `keys` for a reader, such as "Orders (Export)"."""
    names = [f"{grantable.name_of(model)} ({Action(action).label})" for model, action in keys]
    more = "…" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def may_give(role: Role, *, by) -> bool:
    """Say whether `by` may hand out a role."""
    if is_free(by):
        return True
    if role.code == ADMINISTRATOR and not by.has_role(ADMINISTRATOR):
        return False
    return not excess(by, role.rights())


def given_by(by) -> list[Role]:
    """Return the roles that `by` may hand out."""
    return [role for role in Role.objects.filter(is_active=True) if may_give(role, by=by)]


def check_may_give(role: Role, *, by) -> None:
    """Refuse a role that opens more than `by` has."""
    if not may_give(role, by=by):
        words = _("The role “%s” reaches further than your own rights.")
        raise RuleBroken(words % role, field="roles")


def may_act_on(user: User, *, by) -> bool:
    """Say whether `by` may change the account of `user`: not that of a mightier person."""
    if is_free(by) or by.pk == user.pk:
        return True
    if user.is_superuser:
        return False
    if user.pk is None:
        return True  # somebody new holds no role yet
    if Role.objects.filter(user=user, code=ADMINISTRATOR).exists():
        return by.has_role(ADMINISTRATOR) and not excess(by, rights_of(user))
    return not excess(by, rights_of(user))


def check_may_act_on(user: User, *, by) -> None:
    """Refuse to change the account of somebody who may do more than `by`."""
    if not may_act_on(user, by=by):
        words = _("%s may do more than you: only somebody with the same rights can change this.")
        raise RuleBroken(words % user)


def administrators():
    """Return the active people who can open Django admin."""
    through_role = Q(groups__role__code=ADMINISTRATOR, groups__role__is_active=True)
    return User.objects.filter(Q(is_superuser=True) | through_role, is_active=True).distinct()


def keep_an_administrator(besides: User) -> None:
    """Refuse when nobody but `besides` is left who could let anybody in again."""
    # Two administrators who switch each other off wait here for one another.
    list(Role.objects.select_for_update().filter(code=ADMINISTRATOR).values_list("pk"))
    if not administrators().exclude(pk=besides.pk).exists():
        raise RuleBroken(_("%s is the last administrator.") % besides, field="roles")
