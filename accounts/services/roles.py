"""What can happen to a role and its grants. Every change of them goes through here."""

from django.utils.translation import gettext as _

from accounts import grantable
from accounts.models import ADMINISTRATOR, SHIPPED, Grant, Role
from accounts.services import powers
from accounts.services.powers import Rights
from core import audit
from core.errors import RuleBroken
from core.reach import Scope

# Without these the administrator could not mend anything any more.
LIFELINE = (
    ("accounts.user", "view"),
    ("accounts.user", "change"),
    ("accounts.role", "view"),
    ("accounts.role", "change"),
    ("accounts.grant", "change"),
)


def create(role: Role, rights: Rights, *, by) -> Role:
    """Store a new role with its grants."""
    with audit.acting(by, "role.add"):
        if role.code in SHIPPED and by is not None:
            raise RuleBroken(_("This code belongs to a role of the product."), field="code")
        role.save(force_insert=True)
        set_grants(role, rights, by=by)
    return role


def edit(role: Role, rights: Rights | None = None, *, by) -> Role:
    """Store the edited fields of a role; its code stays. Grants stay when none are given."""
    with audit.acting(by, "role.edit"):
        stored = Role.objects.select_for_update().get(pk=role.pk)
        role.code = stored.code
        check_state(role, was_active=stored.is_active, by=by)
        role.save()
        if rights is not None:
            set_grants(role, rights, by=by)
    return role


def delete(role: Role, *, by) -> None:
    """Remove a role that nobody holds; roles of the product stay."""
    with audit.acting(by, "role.delete"):
        check_delete(role)
        role.delete()


def check_delete(role: Role) -> None:
    """Refuse to remove a role on which code branches, or which somebody holds."""
    if role.is_shipped:
        raise RuleBroken(_("“%s” is a role of the product: switch it off instead.") % role)
    if role.user_set.exists():
        raise RuleBroken(_("“%s” is held by people: take it from them first.") % role)


def check_state(role: Role, *, was_active: bool, by) -> None:
    """Keep the administrator role on; switching a role on gives away all it opens."""
    if role.code == ADMINISTRATOR and not role.is_active:
        raise RuleBroken(_("The administrator role stays on."), field="is_active")
    if role.is_active and not was_active:
        powers.check_rights(role.rights(), by=by, field="is_active")


def set_grants(role: Role, rights: Rights, *, by) -> None:
    """Let a role open exactly `rights`; in force at the next request of its people."""
    with audit.acting(by, "role.grants"):
        stored = role.rights()
        check_grants(role, rights, stored, by=by)
        for model, action in stored.keys() - rights.keys():
            role.grants.filter(model=model, action=action).delete()
        for (model, action), scope in rights.items():
            if stored.get((model, action), scope) != scope:
                role.grants.filter(model=model, action=action).update(scope=scope)
        Grant.objects.bulk_create(
            Grant(role=role, model=model, action=action, scope=scope)
            for (model, action), scope in rights.items()
            if (model, action) not in stored
        )


def check_grants(role: Role, rights: Rights, stored: Rights, *, by) -> None:
    """Refuse what cannot be granted, what `by` does not have, and a helpless administrator."""
    given = {key: Scope(scope) for key, scope in rights.items() if stored.get(key) != scope}
    kinds = grantable.kinds()
    for (label, action), scope in given.items():
        kind = kinds.get(label)
        if kind is None or action not in kind.actions or scope not in kind.scopes:
            raise RuleBroken(_("%s cannot be granted.") % f"{label} {action}", field="matrix")
    powers.check_rights(given, by=by, field="matrix")
    if role.code == ADMINISTRATOR and any(rights.get(key) != Scope.ALL for key in LIFELINE):
        raise RuleBroken(
            _("The administrator keeps people, roles and grants: nobody else could mend them."),
            field="matrix",
        )
