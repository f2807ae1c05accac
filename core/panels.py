"""Related records on a record page; a higher app adds its own without being imported.

panels[Customer].append(Panel("orders", _("Orders"), Order, COLUMNS, "customer"))
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core import attachments
from core.tables import Column


@dataclass(frozen=True)
class Panel:
    """The rows of `model` whose foreign key `field` names the record that is shown."""

    name: str
    label: str | Promise
    model: type[Model]
    columns: tuple[Column, ...]
    field: str
    order: str = "-pk"

    def rows(self, obj, user):
        return self.model.objects.visible_to(user).filter(**{self.field: obj})

    def shown_to(self, user) -> bool:
        return user.may(self.model, "view")


@dataclass(frozen=True)
class Files:
    """The tab of files, which every record has."""

    name: str = "files"
    label: Promise = gettext_lazy("Files")

    def rows(self, obj, user):
        return attachments.of(obj)

    def shown_to(self, user) -> bool:
        return True


FILES = Files()

panels: dict[type[Model], list[Panel]] = defaultdict(list)

# functions (obj, user) -> ui.Event iterables, newest first, for the timeline of a model
timelines: dict[type[Model], list] = defaultdict(list)


def counts(shown, obj, user) -> dict[str, int]:
    """Return {panel name: rows in reach, capped}: one statement for all panels."""
    parts, params, names = [], [], []
    for panel in shown:
        rows = panel.rows(obj, user).order_by().values("pk")[: settings.LIST_CAP]
        sql, values = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS rows)")  # noqa: S608
        params += values
        names.append(panel.name)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(names, cursor.fetchone(), strict=True))
