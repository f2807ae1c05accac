"""The department tree as it is drawn: who stands where, with how many people."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Department, User


@dataclass
class Node:
    """One line of the tree; `people` are active ones, `whole` counts those below as well."""

    department: Department
    depth: int
    people: int
    whole: int
    first: bool  # among its neighbours
    last: bool


def nodes() -> list[Node]:
    """Return the whole tree with its people, in two statements however large it is."""
    rows = list(Department.objects.select_related("leader"))
    people = dict(
        User.objects.filter(is_active=True, department__isnull=False)
        .values_list("department")
        .annotate(Count("pk"))
        .order_by()
    )
    whole, neighbours = defaultdict(int), defaultdict(list)
    for row in rows:
        for key in row.path.strip("/").split("/"):
            whole[int(key)] += people.get(row.pk, 0)
        neighbours[row.parent_id].append(row.pk)
    return [
        Node(
            row,
            depth,
            people.get(row.pk, 0),
            whole[row.pk],
            neighbours[row.parent_id][0] == row.pk,
            neighbours[row.parent_id][-1] == row.pk,
        )
        for row, depth in in_tree_order(rows)
    ]


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
