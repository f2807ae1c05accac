"""What people hold, on their pages; each app registers its own in `panels[User]` and `counted`.

Tabs and figures show what lies within reach of the reader, and lead to the list that says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import paging
from core.panels import Countable, Panel
from core.routes import has_page, url_for
from core.ui import Button, Figure


def unchanged(rows):
    return rows


class OfPerson(Countable):
    """Rows that name a person in `field`, narrowed by `only`; `query()` says the same to a list."""

    def rows(self, person, user):
        return self.only(self.model.objects.filter(**{self.field: person}).visible_to(user))

    def counted(self, person, user):
        rows = self.rows(person, user).order_by().values("pk")[: settings.LIST_CAP + 1]
        return rows.query.sql_with_params()

    def list_url(self, person) -> str:
        """Return the list of these rows; nothing when no list asks for them."""
        if self.query is None or not has_page(self.model, "list"):
            return ""
        asked = {self.field: person.pk, **self.query()}
        return f"{url_for(self.model, 'list')}?{urlencode(asked)}"

    def shown_to(self, user) -> bool:
        return user.may(self.model, "view")


@dataclass(frozen=True)
class Theirs(OfPerson, Panel):
    """A tab with what somebody holds."""

    only: Callable = unchanged
    query: Callable | None = dict

    def buttons(self, person, user) -> list[Button]:
        url = self.list_url(person)
        return [Button(_("Open as a list"), url, "list")] if url else []

    def first_step(self, person, user) -> None:
        """Offer nothing: the list would be as empty as the tab."""


@dataclass(frozen=True)
class Count(OfPerson):
    """A key figure of a person."""

    label: str | Promise
    model: type[Model]
    field: str
    only: Callable = unchanged
    query: Callable | None = dict
    sub: str | Promise = ""
    tone: str = ""  # of a figure that is not nothing


FIRST = "next_contacts"  # the tab that a page opens with, when it is shown

counted: list[Count] = []  # filled in AppConfig.ready()


def figures_of(person, user) -> list[Figure]:
    """Return the key figures of a person: all that are registered here take one statement."""
    shown = [count for count in counted if count.shown_to(user)]
    found = paging.count_all(
        {str(place): count.counted(person, user) for place, count in enumerate(shown)}
    )
    return [
        Figure(
            str(count.label),
            paging.said(number),
            str(count.sub),
            count.list_url(person),
            count.tone if number else "",
        )
        for count, number in zip(shown, found.values(), strict=True)
    ]
