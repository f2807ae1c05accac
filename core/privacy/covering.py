"""Covering rows for a person: which fields, and whose rows are left open."""

from functools import cache

from django.db.models import Model

from core.privacy.fields import private_fields

MASKS, OWN = "privacy_masks", "privacy_own"


@cache
def private_names(model) -> frozenset[str]:
    return frozenset(field.name for field in private_fields(model))


def decided() -> dict[str, list[str]]:
    """Return {code of a role: ["customers.customer.phone", …]} as the firm decided it."""
    from core import firm

    return firm.decisions().get(MASKS) or {}


def masked(user, model) -> frozenset[str]:
    """Return the fields of `model` that `user` sees masked: what all of their roles mask."""
    names = private_names(model)
    if not names or user is None or user.is_superuser or not user.role_codes:
        return frozenset()
    label, masks = model._meta.label_lower, decided()
    return frozenset(
        name
        for name in names
        if all(f"{label}.{name}" in masks.get(code, ()) for code in user.role_codes)
    )


def cover(obj, user) -> None:
    """Cover one row, and what was read along with it."""
    cover_rows([obj], user)


def cover_rows(rows, user, seen=None) -> None:
    """Cover rows of one model and the related rows that were read along with them.

    Two rows may hold each other, so `seen` are the rows that were met on the way here.
    """
    seen = set() if seen is None else seen
    rows = [row for row in rows if isinstance(row, Model) and id(row) not in seen]
    if not rows:
        return
    seen.update(map(id, rows))
    names = masked(user, type(rows[0]))
    if names:
        open_to = own_rows(rows, user)
        for row in rows:
            if row.pk not in open_to:
                row.__dict__["_covered"] = names
    related: dict[type, list] = {}
    for row in rows:
        for other in read_along(row):
            related.setdefault(type(other), []).append(other)
    for others in related.values():
        cover_rows(others, user, seen)


def read_along(row) -> list[Model]:
    """Return the rows that were read along with one: those it names, and lists of prefetching."""
    found = list(row._state.fields_cache.values())
    for others in getattr(row, "_prefetched_objects_cache", {}).values():
        found += others
    return [other for other in found if isinstance(other, Model)]


def owner_path(model) -> str | None:
    """Return the path to the person who sees the rows in full; None: nobody for being the owner."""
    from core import firm

    path = getattr(model.reach, "record", None)
    if path is None or not firm.get(OWN):
        return None
    return f"{path}__owner" if path else "owner"


def own_rows(rows, user) -> set:
    """Return the keys of the rows whose owner `user` is, by the reach of their model."""
    model = type(rows[0])
    owner = owner_path(model)
    if owner is None:
        return set()
    path = model.reach.record
    name = model._meta.get_field(path).attname if path else "owner_id"
    if any(name not in row.__dict__ for row in rows):  # left out of the statement
        mine = model._base_manager.filter(**{"pk__in": [row.pk for row in rows], owner: user})
        return set(mine.values_list("pk", flat=True))
    if not path:
        return {row.pk for row in rows if row.owner_id == user.pk}
    records = model._meta.get_field(path).related_model._base_manager
    mine = records.filter(pk__in={getattr(row, name) for row in rows}, owner=user)
    mine = set(mine.values_list("pk", flat=True))
    return {row.pk for row in rows if getattr(row, name) in mine}
