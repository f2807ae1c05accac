"""What can happen to the department tree. Every change of a department goes through here."""

from django.db.models import F, Max, ProtectedError, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from accounts.models import Department, User
from core import audit, ordering
from core.errors import RuleBroken
from core.reach import Scope

PATH_LENGTH = Department._meta.get_field("path").max_length


def create(department: Department, *, by) -> Department:
    """Store a new department below its parent, behind its neighbours."""
    with audit.acting(by, "department.add"):
        lock_tree()
        department.parent = fresh(department.parent)
        check_parent(department, department.parent)
        check_name(department, department.parent)
        if not department.position:
            department.position = ordering.next_position(children_of(department.parent))
        department.save(force_insert=True)
        department.path = below(department.parent, department)
        check_depth(len(department.path))
        check_leader(department)
        department.save(update_fields=["path"])
    return department


def edit(department: Department, *, by, seen: int | None = None) -> Department:
    """Store the edited fields of a department; a new parent moves the whole subtree."""
    with audit.acting(by, "department.edit"):
        lock_tree()
        stored = Department.objects.get(pk=department.pk)
        department.path = stored.path
        check_name(department, department.parent)
        if department.parent_id != stored.parent_id:
            move(department, department.parent, by=by)
        if department.leader_id != stored.leader_id:
            check_leader(department)
        if department.is_active != stored.is_active:
            turn = activate if department.is_active else deactivate
            turn(department, by=by)
        department.version = stored.version + 1
        department.save(update_fields=["name", "leader", "position", "version"])
    return department


def lead(department: Department, leader: User, *, by, note="") -> Department:
    """Let somebody else lead a department."""
    with audit.acting(by, "department.edit"):
        lock_tree()
        department.refresh_from_db()
        department.leader = leader
        check_leader(department)
        department.version += 1
        department.save(update_fields=["leader", "version"])
    return department


def move(department: Department, parent: Department | None, *, by) -> Department:
    """Put a department with all below it under another parent, or at the top."""
    with audit.acting(by, "department.move"):
        lock_tree()
        # The lock came first: only now are the paths those that the move starts from.
        old = Department.objects.values_list("path", flat=True).get(pk=department.pk)
        parent = fresh(parent)
        check_parent(department, parent)
        check_name(department, parent)
        new = below(parent, department)
        subtree = Department.objects.filter(path__startswith=old)
        deepest = subtree.aggregate(length=Max(Length("path")))["length"]
        check_depth(deepest - len(old) + len(new))
        Department.objects.filter(pk=department.pk).update(parent=parent)
        subtree.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
        department.parent, department.path = parent, new
    return department


def place(department: Department, target: Department, how: str, *, by) -> Department:
    """Drop a department `into` another one, or `before` or `after` it."""
    with audit.acting(by, "department.move"):
        lock_tree()
        department.refresh_from_db()
        parent = target if how == "into" else target.parent
        if department.parent_id != (parent.pk if parent else None):
            move(department, parent, by=by)
        others = children_of(parent).exclude(pk=department.pk).order_by("position", "pk")
        keys = list(others.values_list("pk", flat=True))
        at = len(keys)
        if how != "into" and target.pk in keys:
            at = keys.index(target.pk) + (how == "after")
        keys.insert(at, department.pk)
        ordering.arrange(children_of(parent), keys)
    return department


def shift(department: Department, step: int, *, by) -> Department:
    """Let a department change places with its neighbour above (-1) or below it (1)."""
    with audit.acting(by, "department.arrange"):
        lock_tree()
        rows = children_of(department.parent)
        ordering.arrange(rows, ordering.moved(rows, department.pk, step))
    return department


def merge(department: Department, into: Department, *, by) -> Department:
    """Move people and sub-departments of a department into another one, and close it."""
    with audit.acting(by, "department.merge"):
        lock_tree()
        department, into = fresh(department), fresh(into)
        check_merge(department, into, by=by)
        for child in department.children.all():
            move(child, into, by=by)
        department.members.update(department=into)
        department.is_active = False
        department.version += 1
        department.save(update_fields=["is_active", "version"])
    return into


def check_merge(department: Department, into: Department, *, by) -> None:
    """Refuse to merge a department into itself, into what lies below it, or into a closed one."""
    if f"/{department.pk}/" in into.path:
        words = _("Choose a department that is not “%s” itself and does not lie below it.")
        raise RuleBroken(words % department, field="to")
    if not into.is_active:
        raise RuleBroken(_("“%s” is closed.") % into, field="to")
    if by is not None and by.scope_for(User, "change") != Scope.ALL:
        raise RuleBroken(_("A merge moves people: you may not change all accounts."))


def deactivate(department: Department, *, by) -> Department:
    """Close a department that nobody works in any more."""
    with audit.acting(by, "department.deactivate"):
        lock_tree()
        check_empty(department)
        department.is_active = False
        department.save(update_fields=["is_active"])
    return department


def activate(department: Department, *, by) -> Department:
    """Open a closed department again."""
    with audit.acting(by, "department.activate"):
        lock_tree()
        check_parent(department, department.parent)
        department.is_active = True
        department.save(update_fields=["is_active"])
    return department


def delete(department: Department, *, by) -> None:
    """Remove a department that never had anybody; others are closed instead."""
    with audit.acting(by, "department.delete"):
        lock_tree()
        words = _("“%s” is in use: close it instead.") % department
        if department.members.exists() or department.children.exists():
            raise RuleBroken(words)
        try:
            department.delete()
        except ProtectedError:  # records of other modules name it
            raise RuleBroken(words) from None


def check_parent(department: Department, parent: Department | None) -> None:
    """Refuse a parent that lies below the department itself, or that is closed."""
    if parent is None:
        return
    if department.pk and f"/{department.pk}/" in parent.path:
        raise RuleBroken(
            _("A department cannot lie below itself or below one of its own departments."),
            field="parent",
        )
    if not parent.is_active:
        raise RuleBroken(_("“%s” is closed.") % parent, field="parent")


def check_name(department: Department, parent: Department | None) -> None:
    """Refuse a second department of one name at the same place."""
    others = children_of(parent).filter(name=department.name).exclude(pk=department.pk)
    if others.exists():
        words = _("“%(place)s” has a department called “%(name)s” already. Rename one of them.")
        where = parent or _("The top of the tree")
        raise RuleBroken(words % {"place": where, "name": department}, field="name")


def check_leader(department: Department) -> None:
    """Refuse a leader who has left, or who works in another part of the firm."""
    leader = department.leader
    if leader is None:
        return
    if not leader.is_active:
        words = _("%s cannot sign in any more; choose somebody else.")
        raise RuleBroken(words % leader, field="leader")
    path = leader.department.path if leader.department else ""
    if not path or not (path.startswith(department.path) or department.path.startswith(path)):
        words = _(
            "%(who)s does not work in “%(name)s”, nor above or below it. Choose somebody who does, "
            "or move %(who)s first."
        )
        raise RuleBroken(words % {"who": leader, "name": department}, field="leader")


def check_depth(length: int) -> None:
    """Refuse a tree too deep for the column that holds the way to the top."""
    if length > PATH_LENGTH:
        raise RuleBroken(_("The department tree would be too deep."), field="parent")


def check_empty(department: Department) -> None:
    """Refuse to close a department that has active people or departments."""
    members = department.members.filter(is_active=True).count()
    children = department.children.filter(is_active=True).count()
    if members or children:
        words = _(
            "“%(name)s” still has %(members)s active people and %(children)s departments. "
            "Move them first."
        )
        facts = {"name": department, "members": members, "children": children}
        raise RuleBroken(words % facts, field="is_active")


def fresh(department: Department | None) -> Department | None:
    """Read a department again under the lock of the tree: it may have moved meanwhile."""
    return department and Department.objects.get(pk=department.pk)


def children_of(parent: Department | None):
    """Return the departments directly below `parent`; those at the top below None."""
    return Department.objects.filter(parent=parent)


def below(parent: Department | None, department: Department) -> str:
    """Return the path that a department has under `parent`."""
    return f"{parent.path if parent else '/'}{department.pk}/"


def lock_tree() -> None:
    """Let one change of the tree wait for another: two moves together could close a ring."""
    rows = Department.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.values_list("pk"))
