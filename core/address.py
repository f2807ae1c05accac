"""The address of a list: its whole state is in the query string."""

from dataclasses import dataclass

from django.http import QueryDict

SPOT = ("page", "after", "before", "part", "format")
SUFFIXES = ("", "_text", "_after", "_before", "_min", "_max")


@dataclass(frozen=True)
class Address:
    """A path with its query; every method returns the text of another address."""

    path: str
    query: QueryDict

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
        return f"{self.path}?{query.urlencode()}" if query else self.path
