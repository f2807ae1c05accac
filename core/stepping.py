"""From record to record through a list: the address of a record says which list it was opened from.

`?in=` carries the query string of the list; without it nothing is asked.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from core.paging import beyond, walked

NEIGHBOURS = """
WITH found(pk, sort) AS MATERIALIZED ({rows}),
placed AS (
    SELECT pk, lag(pk) OVER w AS before, lead(pk) OVER w AS after, row_number() OVER w AS place
    FROM found WINDOW w AS (ORDER BY sort {way} NULLS LAST, pk {way})
)
SELECT before, after, place, total
FROM (SELECT count(*) AS total FROM found) AS counted LEFT JOIN placed ON pk = %s
"""


@dataclass(frozen=True)
class Stepper:
    """The records beside the open one, and its place when the list is short enough to know it."""

    list_url: str
    previous: str = ""
    next: str = ""
    place: str = ""
    total: str = ""


def tail(query: str) -> str:
    """Return what the address of a record ends in when it is opened from a list."""
    return "?" + urlencode({"in": query})


def neighbours(rows, order, key) -> tuple[int | None, int | None, int, int]:
    """Return the keys before and after `key`, its place and the count; 0: not known.

    Up to the cap of lists one statement orders all rows; above it the index finds both neighbours.
    """
    inner = rows.order_by().annotate(_key=F(order.removeprefix("-"))).values_list("pk", "_key")
    try:
        sql, params = inner[: settings.LIST_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return None, None, 0, 0
    way = "DESC" if order.startswith("-") else "ASC"
    with connection.cursor() as cursor:
        # the text comes from the ORM and constants; values travel as parameters
        cursor.execute(NEIGHBOURS.format(rows=sql, way=way), [*params, key])
        before, after, place, total = cursor.fetchone()
    if total > settings.LIST_CAP:
        return next_to(rows, order, key, True), next_to(rows, order, key, False), 0, 0
    return before, after, place or 0, total


def next_to(rows, order, key, backwards) -> int | None:
    """Return the nearest key on one side, along the index of the sort column."""
    for part, way in beyond(rows, order, key, backwards=backwards):
        found = walked(part, way, 1)
        if found:
            return found[0]
    return None


def stepper(page, list_url, data, user, key, url) -> Stepper:
    """Return what leads on from a record; `url(key)` is the address of another one."""
    rows = page.filtered(user, data)
    before, after, place, total = neighbours(rows, page.order_of(user, data)[0], key)
    return Stepper(
        list_url,
        url(before) if before else "",
        url(after) if after else "",
        f"{place:,}" if place else "",
        f"{total:,}" if place else "",
    )
