"""Pages of a list whose cost does not grow with the table.

Up to `settings.LIST_CAP` matching rows: they are gathered first and sorted then, which also gives
the exact count. This never walks a whole index in search of a few rows of a rarely used owner.
Above it: the count is "10,000+", the index of the sort column gives the rows, the first pages have
numbers and next/previous go by key beyond them. Measured in docs/performance.md.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from core.ui import Pager, Tab

SIZES = (20, 50, 100)
COMMON = 10  # a tenth of the rows
NUMBERED = 20  # pages with a number above the cap; beyond them next and previous go by key


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


def nullable(rows, path: str) -> bool:
    """Say whether an order_by path of a queryset may be empty in some row."""
    if path == "pk":
        return False
    if path in rows.query.annotations:  # a custom field
        return True
    model = rows.model
    for part in path.split("__"):
        field = model._meta.get_field(part)
        if field.null:
            return True
        model = field.related_model
    return False


def gathered(rows, order: str, size: int, skip: int = 0) -> tuple[list[int], int, int]:
    """Return `size` keys after the first `skip` ones, the count, capped at LIST_CAP + 1, and how
    many of the counted rows have a value in the sort column.

    The rows are collected before they are sorted; with more rows than the cap the keys mean
    nothing, the count tells.
    """
    path = order.removeprefix("-")
    direction = "DESC" if order.startswith("-") else "ASC"
    inner = rows.order_by().annotate(_key=F(path)).values_list("pk", "_key")
    try:
        sql, params = inner[: settings.LIST_CAP + 1].query.sql_with_params()
    except EmptyResultSet:  # conditions that no row can meet, such as rows.none()
        return [], 0, 0
    # The text comes from the ORM and two constants; values travel as parameters.
    statement = (
        f"WITH found(pk, sort) AS MATERIALIZED ({sql}),"
        f" part AS (SELECT pk, row_number() OVER () AS place FROM (SELECT pk FROM found"
        f" ORDER BY sort {direction} NULLS LAST, pk {direction} LIMIT %s OFFSET %s) AS sorted)"
        f" SELECT array(SELECT pk FROM part ORDER BY place), count(*), count(sort) FROM found"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, size, skip])
        return cursor.fetchone()


def counts(found: dict, most: int) -> dict:
    """Return {name: number of rows, `most` when there are more} in one statement."""
    asked = {}
    for name, rows in found.items():
        try:
            asked[name] = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:  # conditions that no row can meet
            continue
    return dict.fromkeys(found, 0) | count_all(asked)


def count_all(asked: dict) -> dict:
    """Return {name: number of rows} of {name: (statement, values)}, all in one statement."""
    if not asked:
        return {}
    parts = [f"(SELECT count(*) FROM ({sql}) AS rows)" for sql, _values in asked.values()]  # noqa: S608
    params = [value for _sql, values in asked.values() for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(asked, cursor.fetchone(), strict=True))


def said(count: int) -> str:
    """Return a count in words; one beyond the cap of lists says only that."""
    return f"{count:,}" if count <= settings.LIST_CAP else f"{settings.LIST_CAP:,}+"


def keys_of(rows, order: str, size: int, skip: int = 0) -> tuple[list[int], int]:
    """Return `size` keys after the first `skip` ones, and the capped count, at bounded cost.

    Few rows are sorted in memory; of many, the index of the sort column finds the first at once.
    """
    keys, count, _filled = gathered(rows, order, size, skip)
    if count > settings.LIST_CAP:
        keys = walked(rows, order, size, skip)
    return keys, count


def walked(rows, order: str, size: int, skip: int = 0) -> list[int]:
    """Return `size` keys after the first `skip` ones along the index of the sort column."""
    path, tail = order.removeprefix("-"), "-pk" if order.startswith("-") else "pk"
    ways = [tail] if path == "pk" else [order, tail]
    return list(rows.order_by(*ways).values_list("pk", flat=True)[skip : skip + size])


def segments(rows, order) -> list:
    """Return the parts of a list in their order: rows with a value, then rows without."""
    path = order.removeprefix("-")
    if not nullable(rows, path):
        return [(rows, order)]
    tail = "-pk" if order.startswith("-") else "pk"
    return [
        (rows.filter(**{f"{path}__isnull": False}), order),
        (rows.filter(**{f"{path}__isnull": True}), tail),
    ]


def join(parts, size, skip=0) -> list[int]:
    """Return `size` keys after the first `skip` ones of several lists, one after the other."""
    keys: list[int] = []
    for rows, order in parts:
        found, count = keys_of(rows, order, size - len(keys), skip)
        keys += found
        if len(keys) >= size:
            break
        skip = max(0, skip - count)
    return keys


def beyond(rows, order, key, *, backwards) -> list:
    """Return the parts of the list after (or before) the row `key`, nearest first."""
    path, falling = order.removeprefix("-"), order.startswith("-") != backwards
    way, tail = (f"-{path}", "-pk") if falling else (path, "pk")
    past, far = ("lt", "gte") if falling else ("gt", "lte")
    parts = [part for part, _order in segments(rows, order)]
    filled, empty = parts[0], parts[1] if len(parts) > 1 else rows.none()
    everything = rows.model._base_manager.annotate(**rows.query.annotations)
    start = everything.filter(pk=key).values_list(path, flat=True).first()
    if start is None:
        near = (empty.filter(**{f"pk__{past}": key}), tail)
        return [near, (filled, way)] if backwards else [near]
    # k <= v AND NOT (k = v AND not past the tie): the first half is what the index serves.
    near = filled.filter(**{f"{path}__{past}e": start})
    near = (near.exclude(**{path: start, f"pk__{far}": key}), way)
    return [near] if backwards else [near, (empty, tail)]


def page_of(rows, order: str, size: int, spot: Spot) -> Slice:
    """Return the keys of the page at `spot` of `rows`, sorted by `order` and then by key."""
    cap = settings.LIST_CAP
    skip = (spot.number - 1) * size if spot.number * size <= cap else 0
    keys, count, filled = gathered(rows, order, size, skip)
    if count <= cap:
        return few(rows, order, size, keys, count, skip)
    if spot.after or spot.before:
        backwards = spot.after is None
        parts = beyond(rows, order, spot.after or spot.before, backwards=backwards)
        keys = join(parts, size + 1)
        if not keys:  # the row of the address is gone, or nothing lies beyond it
            return page_of(rows, order, size, Spot())
        more, keys = len(keys) > size, keys[:size]
        if backwards:
            keys.reverse()
        return Slice(keys, cap, True, None, more or backwards, more or not backwards)
    number = min(spot.number, NUMBERED)
    parts, skip = segments(rows, order), (number - 1) * size
    # A fair share of rows with a value in the sample: the index finds the first of them at once.
    common = filled * COMMON > count
    keys = walked(*parts[0], size + 1, skip) if common else []
    if len(keys) <= size:  # rows without a value come after them
        keys = join(parts, size + 1, skip)
    return Slice(keys[:size], cap, True, number, len(keys) > size, number > 1)


def few(rows, order, size, keys, count, skip) -> Slice:
    """Return a page of a list under the cap; a page beyond the end is the first one."""
    if skip and not keys:
        skip, (keys, count, _filled) = 0, gathered(rows, order, size)
    number, last = skip // size + 1, max(1, -(-count // size))
    return Slice(keys, count, False, number, number < last, number > 1)


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
        numbered = found.number and (not found.capped or found.number < NUMBERED)
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
    last = NUMBERED if found.capped else max(1, -(-found.count // size))
    here = found.number or last
    links, previous = [], 0
    for number in sorted(n for n in {1, last, here - 1, here, here + 1} if 1 <= n <= last):
        if number > previous + 1:
            links.append(Tab("…", ""))
        links.append(Tab(str(number), url(page=number), current=number == found.number))
        previous = number
    return links
