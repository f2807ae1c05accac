"""Every URL of the project, read from the URLconf, so that no page can be forgotten."""

import re
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver


@dataclass(frozen=True)
class Page:
    """One pattern: its name with namespace (or its route when it has none), and its view."""

    name: str
    route: str
    view: object

    @property
    def needs_key(self):
        return bool(re.search(r"<\w+:(pk|object_id)>", self.route))

    @property
    def view_class(self):
        return getattr(self.view, "view_class", None)


def all_pages(resolver=None, prefix="", namespace=""):
    """Yield every pattern of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_pages(pattern, route, inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else f"/{route}"
            yield Page(
                name,
                route.replace("<slug:chapter>", "customers").replace("<slug:field>", "phone"),
                pattern.callback,
            )


def is_call(page):
    """Say whether a pattern is an operation of the API: those have a matrix of their own."""
    return page.name.startswith("api:api-v1:")


def site_pages():
    """Yield the pages that people open."""
    return (page for page in all_pages() if not is_call(page))


def pages_of(model):
    """Return the pages whose class declares `model`."""
    return [page for page in all_pages() if getattr(page.view_class, "model", None) is model]
