"""Telling people something: a message in their inbox, a mail, as each of them has chosen.

An app registers the kinds of message it sends in AppConfig.ready(), and its services send them:

    telling.register(Kind("customer.assigned", _("A customer is handed to me"),
                          _("%(by)s handed you “%(record)s”. %(note)s"), icon="building"))
    tell([customer.owner], "customer.assigned", record=customer, by=by, note=note)

The text is put together when it is read, so that everybody reads it in their own language, and the
name of the record stands in it only as long as the record is within the reader's reach: never
pass the name as a parameter. A message belongs to the transaction of the service. `by` is not told
of what they did themselves, and nobody is told whose account is closed. A bulk action that says the
same of many records sends one message per chunk (`together`), which counts the others.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise

from core.registry import Registry

LONGEST = 200  # characters of one parameter; a message is one line


def everybody(_user) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    `text` has places for `%(record)s`, `%(by)s` and the parameters of `tell`. What is words in one
    of them is made at reading: `words(params)` returns it, from codes and figures. `page` and
    `mail` are what holds for a person who has chosen nothing; `offered` says to whom the choice is
    shown.
    """

    code: str  # "customer.assigned"
    label: str | Promise
    text: str | Promise
    icon: str = "bell"
    page: bool = True
    mail: bool = False
    offered: Callable[[Any], bool] = everybody
    words: Callable[[dict], dict] | None = None


@dataclass(frozen=True)
class Telling:
    """One call of `tell`, as those who carry it to people get it; `more` are others like it."""

    people: tuple
    kind: Kind
    params: dict[str, Any] = field(default_factory=dict)
    record: Any = None
    url: str = ""
    by: Any = None
    more: int = 0


kinds: dict[str, Kind] = Registry()  # in the order of the settings
carriers: list[Callable[[Telling], None]] = []  # who brings it to people; filled by higher apps
_held: ContextVar[list[Telling] | None] = ContextVar("held", default=None)


def register(*found: Kind) -> None:
    """Add kinds of message; an app does so in AppConfig.ready()."""
    for kind in found:
        kinds.register(kind.code)(kind)


def tell(people: Iterable, code: str, *, record=None, url="", by=None, more=0, **params) -> None:
    """Tell each of `people` something of the kind `code`.

    `record` is what it is about; what has no page of its own passes a `url` of this site. `more`
    counts what the same could be told of, but is not.
    """
    actor = by.pk if by else None
    told = {user.pk: user for user in people if user.is_active and user.pk != actor}
    if not told:
        return
    short = {name: shortened(value) for name, value in params.items()}
    telling = Telling(tuple(told.values()), kinds[code], short, record, url, by, more)
    held = _held.get()
    if held is None:
        carry(telling)
    else:
        held.append(telling)


def carry(telling: Telling) -> None:
    for carrier in carriers:
        carrier(telling)


@contextmanager
def together():
    """Hold messages back to the end of the block: alike ones become one that counts the others."""
    held: list[Telling] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    alike: dict[tuple, list[Telling]] = {}
    for each in held:
        people = tuple(sorted(person.pk for person in each.people))
        alike.setdefault((people, each.kind.code, each.by and each.by.pk), []).append(each)
    for first, *others in alike.values():
        carry(replace(first, more=first.more + sum(1 + other.more for other in others)))


def shortened(value):
    """Keep numbers and days as they are; a text is as long as a message may be."""
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    return value[: LONGEST - 1] + "…"


class Places(dict):
    """The values of a text; a place that an older message has nothing for stays open."""

    def __missing__(self, _name):
        return "…"


def text_of(code: str, params: dict, *, record: str = "", by: str = "") -> str:
    """Return the text of a message in the language of now; empty when its kind is gone."""
    kind = kinds.get(code)
    if kind is None:
        return ""
    if kind.words is not None:
        params = {**params, **kind.words(params)}
    return str(kind.text) % Places(params, record=record, by=by)
