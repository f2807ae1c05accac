"""Builders of departments, roles and people; each takes only what matters to the test."""

from accounts.models import AccountRequest, Department, Grant, Role, User
from accounts.services import departments
from crm_site import shipped


def make_department(name, parent=None):
    """Make a department below `parent`."""
    return departments.create(Department(name=name, parent=parent), by=None)


def make_role(code, grants=None, *, is_active=True):
    """Make a role; a shipped code comes with its shipped grants unless others are given."""
    name, name_en, _ = shipped.ROLES.get(code, (code, code, ""))
    role, is_new = Role.objects.update_or_create(
        code=code, defaults={"name": name, "name_en": name_en, "is_active": is_active}
    )
    if grants is None:
        grants = shipped_grants(code)
    if not is_new:
        role.grants.all().delete()
    Grant.objects.bulk_create(
        Grant(role=role, model=model, action=action, scope=scope)
        for model, actions in grants.items()
        for action, scope in actions.items()
    )
    return role


def shipped_grants(code):
    """Return {"sales.order": {"view": "own", …}, …} as a new installation has it."""
    return {
        model: {shipped.LETTERS[letter]: scope for letters, scope in entries for letter in letters}
        for model, entries in shipped.GRANTS.get(code, {}).items()
    }


def make_user(
    name="ann", department=None, roles=(), superuser=False, grants=None, password=None, **fields
):
    """Make a person called `name`; `roles` are codes (made when missing) or roles.

    Without a password nobody signs in by form, and no time goes into hashing:
    use `client.force_login`.
    """
    user = User(
        username=name,
        real_name=fields.pop("real_name", name.title()),
        department=department,
        is_superuser=superuser,
        **fields,
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    held = [role if isinstance(role, Role) else existing_role(role) for role in roles]
    if grants:
        held.append(make_role(f"grants-of-{name}", grants))
    user.groups.add(*held)
    return user


def make_account_request(name="nora", **fields):
    """Make a request for an account that waits for review."""
    values = {"real_name": name.title(), "department_name": "Sales", "reason": "New", "phone": "1"}
    return AccountRequest.objects.create(username=name, **{**values, **fields})


def existing_role(code):
    """Return the role of this code, made when it is missing."""
    return Role.objects.filter(code=code).first() or make_role(code)
