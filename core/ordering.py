"""Rows that people put into an order: by dragging, or one step by a button."""

from django.db.models import Max

from core.keys import key_of, keys_of


def arrange(rows, keys: list[int]) -> None:
    """Give `rows` this order; those that are not named stay behind them."""
    found = list(rows.order_by("position", "pk"))
    place = {key: number for number, key in enumerate(keys)}
    found.sort(key=lambda row: place.get(row.pk, len(place)))
    for position, row in enumerate(found):
        if row.position != position:
            rows.model._base_manager.filter(pk=row.pk).update(position=position)


def moved(rows, key: int, step: int) -> list[int]:
    """Return the order in which one row has gone up (-1) or down (1) by one."""
    keys = list(rows.order_by("position", "pk").values_list("pk", flat=True))
    if key in keys:
        at = keys.index(key)
        keys.insert(max(at + step, 0), keys.pop(at))
    return keys


def wanted(rows, data) -> list[int]:
    """Return the order that a page sends: `up` or `down` with a key, or all keys as `order`."""
    for name, step in (("up", -1), ("down", 1)):
        if key := key_of(data.get(name, "")):
            return moved(rows, key, step)
    return keys_of(data.getlist("order"))


def next_position(rows) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
