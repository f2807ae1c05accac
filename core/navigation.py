"""The menu as data: each entry names a page, the person's grants decide whether it shows."""

from dataclasses import dataclass, replace

from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst

from core.routes import url_for


@dataclass(frozen=True)
class Item:
    """A page of a model; `action` other than "list" for pages such as a report.

    `about` is the sentence under its name on the page of all settings.
    """

    model: type[Model]
    label: str = ""
    action: str = "list"
    url_name: str = ""
    query: str = ""
    icon: str = ""
    permission: str = "view"
    about: str = ""

    def text(self):
        return self.label or capfirst(self.model._meta.verbose_name_plural)

    def url(self):
        url = reverse(self.url_name) if self.url_name else url_for(self.model, self.action)
        return url + self.query

    def shown_to(self, user):
        return user.may(self.model, self.permission)


@dataclass(frozen=True)
class Menu:
    """A headed group of items."""

    label: str
    icon: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Entry:
    """What the template draws."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    open: bool = False
    about: str = ""
    children: tuple["Entry", ...] = ()


# The groups of the page of all settings; crm_site fills it in AppConfig.ready().
settings_menus: list[Menu] = []


def entries(menus, user) -> list[Entry]:
    """Return the entries that `user` may open, in the language of the reader."""
    drawn = []
    for menu in menus:
        items = [item for item in menu.items if item.shown_to(user)]
        children = tuple(
            Entry(str(item.text()), item.url(), item.icon, about=str(item.about)) for item in items
        )
        if children:
            drawn.append(Entry(str(menu.label), children[0].url, menu.icon, children=children))
    return drawn


def opened(entry: Entry, path: str) -> Entry:
    """Return the entry as the page at `path` shows it: the child that holds the page is current."""
    if not entry.children:
        return replace(entry, current=True) if path == entry.url else entry
    urls = (child.url for child in entry.children)
    here = max((url for url in urls if path.startswith(url)), key=len, default=None)
    if here is None:
        return entry
    children = tuple(
        replace(child, current=True) if child.url == here else child for child in entry.children
    )
    return replace(entry, open=True, children=children)
