"""An account in words: who somebody is, and what their roles open."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import grantable
from accounts.models import Department, Role
from core.cells import WRITERS
from core.markup import moment
from core.reach import Action, Scope
from core.ui import Fact, Group


def groups_of(user) -> list[Group]:
    """Return the groups of facts that the own page shows."""
    return [Group(_("Who you are"), person(user)), *rights(user)]


def person(user) -> list[Fact]:
    """Return what the administrator keeps about a person."""
    roles = ", ".join(role.label for role in Role.objects.filter(user=user, is_active=True))
    return [
        Fact(_("Real name"), user.real_name),
        Fact(_("User name"), user.username),
        Fact(_("Employee number"), user.employee_no),
        Fact(_("Department"), str(user.department or "")),
        Fact(_("Position"), user.position),
        Fact(_("Roles"), roles),
        Fact(_("Last sign-in"), moment(user.last_login) if user.last_login else ""),
        Fact(_("Address of the last sign-in"), user.last_sign_in_ip or ""),
    ]


def in_short(person, *, is_own: bool) -> list[str]:
    """Return the line under the name of a person."""
    found = (_("This is you") if is_own else "", str(person.department or ""), person.position)
    return [fact for fact in found if fact]


def card(person, *, whole: bool) -> list[Group]:
    """Return what colleagues read about a person; how to reach them only as part of the whole."""
    found = [Fact(_("Real name"), person.real_name), Fact(_("Position"), person.position)]
    if person.department:
        found.insert(1, Fact(_("Department"), " / ".join(way_to(person.department))))
    if whole:
        found += [
            Fact(_("User name"), person.username),
            Fact(_("Employee number"), person.employee_no),
            Fact(_("Roles"), roles_of(person)),
            Fact(_("Phone"), linked("phone", person.phone), person.phone),
            Fact(_("E-mail"), linked("email", person.email), person.email),
            Fact(_("Last sign-in"), moment(person.last_login) if person.last_login else ""),
            Fact(_("State"), state_of(person)),
        ]
    return [Group(_("Who it is"), [fact for fact in found if fact.html])]


def linked(kind, value) -> str:
    return WRITERS[kind](None, None, value) if value else ""


def way_to(department) -> list[str]:
    """Return the names of the departments from the root down to this one."""
    names = dict(Department.objects.filter(pk__in=keys_in(department)).values_list("pk", "name"))
    return [names[key] for key in keys_in(department)]


def keys_in(department) -> list[int]:
    return [int(key) for key in department.path.strip("/").split("/")]


def today(absences, person):
    """Return the absences that excuse a person today: at most one."""
    day = localdate()
    return absences.filter(owner=person, starts_on__lte=day, ends_on__gte=day)


def away_until(absence) -> str:
    """Say how and until when somebody is away; why is for the page of the absence."""
    words = {"kind": absence.get_kind_display(), "day": f"{absence.ends_on:%Y-%m-%d}"}
    return _("%(kind)s until %(day)s, that day included") % words


def rights(user) -> list[Group]:
    """Return one group per module with what the person may do there, and how far."""
    if user.is_superuser:
        return [Group(_("What you may do"), [Fact(_("Superuser"), _("Everything"))])]
    groups = []
    for module in grantable.modules():
        facts = [Fact(kind.name, words) for kind in module.kinds if (words := reach(user, kind))]
        if facts:
            title = _("What you may do: %s") % module.name
            groups.append(Group(title, facts))
    return groups


def reach(user, kind) -> str:
    """Say what a person may do with one kind of record: "Own: View, Add · All: Export"."""
    found = {}
    for action in Action:
        scope = user.grants.get((kind.label, str(action)))
        if scope:
            found.setdefault(scope, []).append(str(action.label))
    parts = [f"{scope.label}: {', '.join(found[scope])}" for scope in Scope if scope in found]
    return " · ".join(parts)


def roles_of(person) -> str:
    """Name the roles of an account, whose `groups__role` are read already."""
    held = [group.role for group in person.groups.all() if hasattr(group, "role")]
    names = [role.label for role in sorted(held, key=lambda role: role.pk)]
    return ", ".join([*names, *([_("superuser")] if person.is_superuser else [])])


def state_of(person) -> str:
    """Say whether an account is open, closed, or waits for its first own password."""
    if not person.is_active:
        return _("Disabled")
    return _("First sign-in due") if person.must_change_password else _("Normal")


def tone_of(person) -> str:
    """Return the tone of that state."""
    if not person.is_active:
        return "end"
    return "wait" if person.must_change_password else "done"
