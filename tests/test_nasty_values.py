"""Values that nobody should send: every page stands them in each of its parameters.

A value may be refused, left out or found to match nothing; it is never a fault of ours.
"""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from tests.support import matrix
from tests.support.people import make_role
from tests.support.urls import site_pages
from tests.support.world import World

pytestmark = pytest.mark.django_db

NASTY = (
    "²",
    "٣",
    "１",
    "\0",
    "-1",
    "9" * 18,
    "9" * 30,
    "1e999999",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "%",
    "\\",
    "'\"<>",
    "a__b",
    "x_",
    "[",
    "(" * 300,
    "\ud83d",
    "名" * 300,
    "a=1&b=%00&sort=x_%00&page=²",
    "/customers/customers/add/?x=%00",
    "",
)
# What pages read beside the filters of their lists.
PARAMETERS = (
    *("page", "after", "before", "size", "sort", "cols", "q", "quick", "view", "in", "tab", "part"),
    *("kind", "whose", "customer", "field", "query", "year", "month", "format", "return", "into"),
    *("draft", "list", "period", "since", "until", "department", "role", "owner", "category"),
    *("code", "name", "number", "author", "pk", "order"),
)


def walker():
    """Return a client signed in as somebody to whom all is open, and the records of a world."""
    world = World("administrator")
    grants = {}
    for rule in matrix.RULES.values():
        if rule.model:
            actions = ("view", "add", "change", "delete", "export", "assign")
            grants[rule.model] = dict.fromkeys(actions, "all")
    world.person.groups.add(make_role("everything", grants))
    client = Client(raise_request_exception=False)
    client.force_login(world.person)
    return world, client


def addresses(world):
    for page in site_pages():
        rule = matrix.RULES.get(page.name)
        if rule is None or not rule.answers("GET"):
            continue
        row = world.keys[rule.on]["own"] if rule.on else None
        url = "/" + page.route.replace("<int:pk>", str(row.pk if row else ""))
        yield page, url.replace("<str:model>", rule.model)


def parameters_of(page, user):
    view = page.view_class
    if getattr(view, "filter_class", None) is None:
        return PARAMETERS
    filters = view.filter_class(user).base_filters
    ends = ("", "_text", "_after", "_before", "_min", "_max")
    return (*PARAMETERS, *(f"{name}{end}" for name in filters for end in ends))


def broken_by(client, url, values, **headers):
    query = urlencode(values, errors="surrogatepass")
    with transaction.atomic():
        answer = client.get(f"{url}?{query}", headers=headers)
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer.status_code >= 500


@pytest.mark.parametrize("turn", range(0, len(NASTY), 8))
def test_no_page_breaks_on_nasty_values(turn):
    """Each parameter of a page has another value; the next turn moves them on."""
    world, client = walker()
    broken = []
    for page, url in addresses(world):
        names = parameters_of(page, world.person)
        values = {n: NASTY[(place + turn) % len(NASTY)] for place, n in enumerate(names)}
        if broken_by(client, url, values):
            broken.append((url, {n: value[:20] for n, value in values.items()}))
    assert broken == []
