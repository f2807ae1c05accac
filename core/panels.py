"""Related records on a record page; a higher app adds its own without being imported.

panels[Customer].append(Panel("orders", _("Orders"), Order, COLUMNS, "customer"))
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import attachments, paging
from core.composed import KEY, Composed, RelatedRows
from core.routes import has_page, url_for
from core.tables import Column
from core.ui import Button


class Countable:
    """Rows that hang on a record, to be counted together with others."""

    def rows(self, obj, user):
        raise NotImplementedError

    def counted(self, obj, user) -> tuple[str, tuple]:
        """Return the statement of the keys of the rows, at most as many as a list counts."""
        rows = self.rows(obj, user).order_by().values("pk")[: settings.LIST_CAP]
        return rows.query.sql_with_params()


@dataclass(frozen=True)
class Panel(Countable):
    """The rows of `model` whose foreign key `field` names the record that is shown."""

    name: str
    label: str | Promise
    model: type[Model]
    columns: tuple[Column, ...]
    field: str
    order: str = "-pk"

    def rows(self, obj, user):
        return self.model.objects.hanging_on(obj, self.field, user)

    def held(self, obj, user):
        """Return the rows that hang on the record, those beyond reach too if they may be told."""
        return self.model.objects.filter(**{self.field: obj})

    def keys(self) -> RelatedRows:
        """Return the keys of the rows, as they are counted."""
        return keys_on(self.model, self.field, settings.LIST_CAP)

    def counted(self, obj, user):
        composed = self.keys().composed(obj, user)
        if composed is None:
            return super().counted(obj, user)
        return composed.sql, composed.given(obj.pk, user)

    def shown_to(self, user) -> bool:
        return user.may(self.model, "view")

    def buttons(self, obj, user) -> list[Button]:
        """Return what stands above the rows: the way to add one that hangs on the record."""
        if not (user.may(self.model, "add") and has_page(self.model, "add")):
            return []
        address = f"{url_for(self.model, 'add')}?{self.field}={obj.pk}"
        return [Button(_("New %s") % self.model._meta.verbose_name, address, "plus")]

    def first_step(self, obj, user) -> Button | None:
        """Return what a tab without rows offers."""
        return next(iter(self.buttons(obj, user)), None)


@dataclass(frozen=True)
class Files(Countable):
    """The tab of files, which every record has."""

    name: str = "files"
    label: Promise = gettext_lazy("Files")

    def rows(self, obj, user):
        return attachments.of(obj)

    def counted(self, obj, user):
        composed = files_of(type(obj), settings.LIST_CAP)
        return composed.sql, composed.given(obj.pk)

    def shown_to(self, user) -> bool:
        return True


@dataclass(frozen=True)
class Portrait:
    """A tab with a template of its own, of the things of `model`; nothing in it is counted.

    `made(obj, user)` returns the context of the template when the tab is opened.
    """

    name: str
    label: str | Promise
    model: type[Model]
    template: str
    made: Callable

    def shown_to(self, user) -> bool:
        return user.may(self.model, "view")


@cache
def keys_on(model, field, most) -> RelatedRows:
    return RelatedRows(model, field, lambda rows: rows.order_by().values("pk")[:most])


@cache
def files_of(model, most) -> Composed:
    return Composed(attachments.of(model(pk=KEY)).order_by().values("pk")[:most])


FILES = Files()
MOST_AT_ONCE = 1000

panels: dict[type[Model], list[Panel]] = defaultdict(list)

# functions (obj, user) -> ui.Figure or None: key figures that higher apps bring to a page
figures: dict[type[Model], list] = defaultdict(list)

# functions (page) -> ui.Strip or None: what must be seen before anything else on a record page
strips: dict[type[Model], list] = defaultdict(list)

# functions (obj, user) -> ui.Button or None: what higher apps add to the menu of every record page
actions: list = []

# functions (obj, user, until, limit) -> ui.Event lists for the timeline of a model: the newest
# first, those of the moment `until` and older, at most `limit`; without a moment the newest
timelines: dict[type[Model], list] = defaultdict(list)

# functions (page) -> dict: the context of a form above the timeline, with its `composer_template`
composers: dict[type[Model], Callable] = {}
EVENTS = 20


def told(obj, user, before="") -> tuple[list, str]:
    """Return a page of the timeline and where the next one begins; empty at the end.

    `before` is "2026-03-02T10:00:00+08:00~2": what follows the first two events of that moment.
    """
    moment, _tilde, count = before.partition("~")
    until = moment_of(moment)
    passed = min(int(count), MOST_AT_ONCE) if until and count.isdecimal() else 0
    limit = passed + EVENTS + 1
    found = [event for tell in timelines[type(obj)] for event in tell(obj, user, until, limit)]
    found.sort(key=lambda event: event.at, reverse=True)
    page = found[passed : passed + EVENTS]
    if len(found) <= passed + EVENTS:
        return page, ""
    last = page[-1].at
    again = sum(event.at == last for event in page) + (passed if last == until else 0)
    return page, f"{last.isoformat()}~{again}"


def moment_of(text: str):
    """Return the aware moment that the text names, or None."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def counts(shown, obj, user) -> dict[str, int]:
    """Return {panel name: rows in reach, capped}: one statement for all panels."""
    counted = [panel for panel in shown if isinstance(panel, Countable)]
    return paging.count_all({panel.name: panel.counted(obj, user) for panel in counted})
