"""What can happen to the department tree. Every change of a department goes through here."""

from collections import defaultdict

from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from accounts.models import Department
from core import audit
from core.errors import RuleBroken

PATH_LENGTH = Department._meta.get_field("path").max_length


def create(department: Department, *, by) -> Department:
    """Store a new department below its parent."""
    with audit.acting(by, "department.add"):
        lock_tree()
        check_parent(department, department.parent)
        department.save(force_insert=True)
        department.path = below(department.parent, department)
        check_depth(len(department.path))
        department.save(update_fields=["path"])
    return department


def edit(department: Department, *, by) -> Department:
    """Store the edited fields of a department; a new parent moves the whole subtree."""
    with audit.acting(by, "department.edit"):
        lock_tree()
        stored = Department.objects.get(pk=department.pk)
        department.path = stored.path
        if department.parent_id != stored.parent_id:
            move(department, department.parent, by=by)
        if department.is_active != stored.is_active:
            turn = activate if department.is_active else deactivate
            turn(department, by=by)
        department.save(update_fields=["name", "leader", "position"])
    return department


def rename(department: Department, name: str, *, by) -> Department:
    """Give a department another name."""
    with audit.acting(by, "department.rename"):
        department.name = name
        department.save(update_fields=["name"])
    return department


def move(department: Department, parent: Department | None, *, by) -> Department:
    """Put a department with all below it under another parent, or at the top."""
    with audit.acting(by, "department.move"):
        lock_tree()
        # The lock came first: only now are the paths those that the move starts from.
        old = Department.objects.values_list("path", flat=True).get(pk=department.pk)
        if parent:
            parent = Department.objects.get(pk=parent.pk)
        check_parent(department, parent)
        new = below(parent, department)
        subtree = Department.objects.filter(path__startswith=old)
        deepest = subtree.aggregate(length=Max(Length("path")))["length"]
        check_depth(deepest - len(old) + len(new))
        Department.objects.filter(pk=department.pk).update(parent=parent)
        subtree.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
        department.parent, department.path = parent, new
    return department


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
        if department.members.exists() or department.children.exists():
            raise RuleBroken(_("“%s” is in use: close it instead.") % department)
        department.delete()


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


def below(parent: Department | None, department: Department) -> str:
    """Return the path that a department has under `parent`."""
    return f"{parent.path if parent else '/'}{department.pk}/"


def lock_tree() -> None:
    """Let one change of the tree wait for another: two moves together could close a ring."""
    rows = Department.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.values_list("pk"))


def in_tree_order(rows) -> list[tuple[Department, int]]:
    """Return departments with their depth, each below its parent, siblings in their order.

    A department whose parent is not among `rows` stands at the top.
    """
    rows = list(rows)
    known = {row.pk for row in rows}
    children = defaultdict(list)
    for row in rows:
        children[row.parent_id if row.parent_id in known else None].append(row)
    found, waiting = [], [(row, 0) for row in reversed(children[None])]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, depth))
        waiting.extend((child, depth + 1) for child in reversed(children[row.pk]))
    return found
