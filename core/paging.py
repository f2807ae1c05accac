"""Pages of a list whose cost does not grow with the table.

Up to `settings.LIST_CAP` matching rows: they are gathered first and sorted then, which also gives
the exact count. This never walks a whole index in search of a few rows of a rarely used owner.
Above it: the count is "10,000+", the index of the sort column gives the rows, numbered pages
reach as far as the cap and next/previous by key beyond it. Measured in docs/performance.md.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F

from core.ui import Pager, Tab

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Spot:
    """Where in a list: page `number`, or the rows after/before the row with a key."""

    number: int = 1
    after: int | None = None
    before: int | None = None

    @classmethod
    def read(cls, data):
        """Return the spot that a query string names; nonsense is page one."""

        def positive(name):
            text = data.get(name, "")
            return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

        return cls(positive("page") or 1, positive("after"), positive("before"))


@dataclass(frozen=True)
class Slice:
    """The keys of one page, with what is known of the whole."""

    keys: list[int]
    count: int
    capped: bool
    number: int | None  # None: beyond the numbered pages
    has_next: bool
    has_previous: bool


def nullable(model, path: str) -> bool:
    """Say whether an order_by path may be empty in some row."""
    for part in path.split("__"):
        field = model._meta.get_field(part)
        if field.null:
            return True
        model = field.related_model
    return False


def gathered(rows, order: str, size: int, number: int) -> tuple[list[int], int]:
    """Return the keys of page `number` and the count, capped at LIST_CAP + 1."""
    path, falling = order.removeprefix("-"), order.startswith("-")
    inner = rows.order_by().annotate(_key=F(path)).values_list("pk", "_key")
    sql, params = inner[: settings.LIST_CAP + 1].query.sql_with_params()
    direction = "DESC" if falling else "ASC"
    # The text comes from the ORM and two constants; values travel as parameters.
    statement = (
        f"WITH found(pk, sort) AS MATERIALIZED ({sql}), total AS (SELECT count(*) AS n FROM found)"
        f" SELECT pk, (SELECT n FROM total) FROM found"
        f" ORDER BY sort {direction} NULLS LAST, pk {direction} LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, size, (number - 1) * size])
        found = cursor.fetchall()
    if not found and number > 1:
        return gathered(rows, order, size, 1)
    return [row[0] for row in found], found[0][1] if found else 0


def _segments(rows, order):
    """Yield the ordered parts of a list: rows with a value, then rows without."""
    path, falling = order.removeprefix("-"), order.startswith("-")
    tail = "-pk" if falling else "pk"
    ways = [order, tail] if path != "pk" else [order]
    if nullable(rows.model, path):
        yield rows.filter(**{f"{path}__isnull": False}).order_by(*ways)
        yield rows.filter(**{f"{path}__isnull": True}).order_by(tail)
    else:
        yield rows.order_by(*ways)


def _by_offset(rows, order, size, number):
    """Return size + 1 keys from the start of page `number`, walking the index of the column."""
    keys, skip = [], (number - 1) * size
    for segment in _segments(rows, order):
        wanted = size + 1 - len(keys)
        part = list(segment.values_list("pk", flat=True)[skip : skip + wanted])
        keys += part
        if len(keys) > size:
            break
        skip = max(0, skip - segment[: skip + 1].count()) if skip and not part else 0
    return keys


def _by_key(rows, order, size, key, *, backwards):
    """Return size + 1 keys after (or before) the row `key`, nearest first."""
    path = order.removeprefix("-")
    falling = order.startswith("-") != backwards
    start = rows.model._base_manager.filter(pk=key).values_list(path, flat=True).first()
    compare, tail = ("lt", "-") if falling else ("gt", "")
    ties = {f"pk__{compare}": key}
    filled = rows.filter(**{f"{path}__isnull": False}) if nullable(rows.model, path) else rows
    empty = rows.filter(**{f"{path}__isnull": True}) if filled is not rows else rows.none()
    keys: list[int] = []
    if start is not None:
        # k <= v AND NOT (k = v AND not past the tie): the first half is what the index serves.
        near = filled.filter(**{f"{path}__{compare}e": start})
        near = near.exclude(**{path: start, f"pk__{'gte' if falling else 'lte'}": key})
        near = near.order_by(f"{tail}{path}", f"{tail}pk")
        keys = list(near.values_list("pk", flat=True)[: size + 1])
        if len(keys) <= size and not backwards:
            more = empty.order_by(f"{tail}pk").values_list("pk", flat=True)
            keys += more[: size + 1 - len(keys)]
        return keys
    near = empty.filter(**ties).order_by(f"{tail}pk")
    keys = list(near.values_list("pk", flat=True)[: size + 1])
    if len(keys) <= size and backwards:
        more = filled.order_by(f"{tail}{path}", f"{tail}pk").values_list("pk", flat=True)
        keys += more[: size + 1 - len(keys)]
    return keys


def page_of(rows, order: str, size: int, spot: Spot) -> Slice:
    """Return the keys of the page at `spot` of `rows`, sorted by `order` and then by key."""
    cap = settings.LIST_CAP
    keys, count = gathered(rows, order, size, spot.number if spot.number * size <= cap else 1)
    if count <= cap:
        last = max(1, -(-count // size))
        number = spot.number if spot.number <= last else 1
        return Slice(keys, count, False, number, number < last, number > 1)
    if spot.after or spot.before:
        backwards = spot.after is None
        keys = _by_key(rows, order, size, spot.after or spot.before, backwards=backwards)
        more, keys = len(keys) > size, keys[:size]
        if backwards:
            keys.reverse()
        return Slice(keys, cap, True, None, more or backwards, more or not backwards)
    number = min(spot.number, cap // size)
    keys = _by_offset(rows, order, size, number)
    return Slice(keys[:size], cap, True, number, len(keys) > size, number > 1)


def in_order(rows, keys):
    """Return the rows with these keys, in the order of the keys."""
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def size_of(data) -> int:
    """Return the page size that a query string asks for; anything odd is the smallest."""
    wanted = data.get("size", "")
    return int(wanted) if wanted in map(str, SIZES) else SIZES[0]


def pager(found: Slice, size: int, shown: int, url) -> Pager:
    """Return the foot of a list; `url(**changes)` gives the address of another page."""
    following = previous = ""
    if found.has_next:
        numbered = found.number and (found.number + 1) * size <= settings.LIST_CAP
        step = {"page": found.number + 1} if numbered else {"after": found.keys[-1]}
        following = url(**step)
    if found.has_previous:
        previous = url(
            **({"page": found.number - 1} if found.number else {"before": found.keys[0]})
        )
    first = (found.number - 1) * size + 1 if found.number and shown else 0
    count = f"{found.count:,}"
    return Pager(
        first=first,
        last=first + shown - 1 if first else 0,
        count=f"{count}+" if found.capped else count,
        capped=found.capped,
        pages=page_links(found, size, url),
        sizes=[Tab(str(n), url(size=n), current=n == size) for n in SIZES],
        prev_url=previous,
        next_url=following,
    )


def page_links(found: Slice, size: int, url) -> list[Tab]:
    """Return links to the first, the near and the last numbered pages, with gaps."""
    last = max(1, -(-min(found.count, settings.LIST_CAP) // size))
    here = found.number or last
    links, previous = [], 0
    for number in sorted(n for n in {1, last, here - 1, here, here + 1} if 1 <= n <= last):
        if number > previous + 1:
            links.append(Tab("…", ""))
        links.append(Tab(str(number), url(page=number), current=number == found.number))
        previous = number
    return links
