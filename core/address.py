"""The address of a list: its whole state is in the query string."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

SPOT = ("page", "after", "before", "part", "format")
NOT_STATE = (*SPOT, "view", "in", "csrfmiddlewaretoken")
SUFFIXES = ("", "_text", "_after", "_before", "_min", "_max")


@dataclass(frozen=True)
class Address:
    """A path with its query; every method returns the text of another address."""

    path: str
    query: QueryDict
    empty: str = ""  # the query of the list without any condition

    def change(self, **values) -> str:
        """Return the first page of the list with some parameters set; None drops one."""
        query = self.query.copy()
        for name in (*SPOT, *values):
            query.pop(name, None)
        for name, value in values.items():
            if value is not None:
                query[name] = value
        return self.text(query)

    def without(self, filter_name: str) -> str:
        """Return the list without one condition, whatever parameters its widget uses."""
        return self.change(**{f"{filter_name}{suffix}": None for suffix in SUFFIXES})

    def of_list(self) -> str:
        """Return the query of this very page of the list, to come back to."""
        query = self.query.copy()
        for name in ("part", "format"):
            query.pop(name, None)
        return query.urlencode()

    def part(self, name) -> str:
        """Return this very page of the list with one of its parts open."""
        query = self.query.copy()
        query["part"] = name
        return self.text(query)

    def clear(self) -> str:
        """Return the list without any condition."""
        return self.text(QueryDict())

    def pairs(self, *, but=()) -> list[tuple[str, str]]:
        """Return the parameters as (name, value), without those of the filters `but`."""
        left_out = {f"{name}{suffix}" for name in but for suffix in SUFFIXES} | set(SPOT)
        return [
            (name, value)
            for name, values in self.query.lists()
            if name not in left_out
            for value in values
        ]

    def text(self, query) -> str:
        if "view" in query and not query["view"]:  # says "no view", once nothing else is said
            query = query.copy()
            del query["view"]
        text = query.urlencode() or self.empty
        return f"{self.path}?{text}" if text else self.path


def parsed(text: str) -> QueryDict:
    """Return a kept query string as the address that it came from had it."""
    return QueryDict(text)


def state_of(query, **changes) -> str:
    """Return what a list shows, as a query string in a fixed order: equal states, equal texts.

    Where in the list somebody stands is left out.
    """
    pairs = {name: values for name, values in query.lists() if name not in NOT_STATE}
    pairs |= {name: [value] for name, value in changes.items()}
    filled = [(name, v) for name in sorted(pairs) for v in pairs[name] if v != ""]
    return urlencode(filled)
