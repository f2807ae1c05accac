"""The rows of a batch by their names, as far as the reader may see them."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import history
from core.routes import has_page, url_for


@dataclass(frozen=True)
class Named:
    """A row with its kind; `url` is empty when there is no page to open."""

    kind: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """One change of a batch: which row, and what happened to it."""

    record: Named
    verb: str
    rows: list[history.Difference]


def names(rows, user) -> dict[tuple[str, int], Named]:
    """Return {(model, key): Named} of rows that carry `model` and `object_id`.

    What lies beyond the reader's reach is called by its kind alone.
    """
    keys = defaultdict(set)
    for row in rows:
        keys[row.model].add(row.object_id)
    found = {}
    for label, wanted in keys.items():
        model = apps.get_model(label)
        kind = str(capfirst(model._meta.verbose_name))
        rows = visible(model, user).filter(pk__in=wanted)
        seen = {row.pk: row for row in rows.select_related(*getattr(model, "named_by", ()))}
        for key in wanted:
            row = seen.get(key)
            found[label, key] = Named(kind, str(row), link(row)) if row else Named(kind, "")
    return found


def visible(model, user):
    """Return the rows that may be named; parts without a reach of their own may."""
    rows = getattr(model, "everything", model._base_manager)
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows.all()


def link(row) -> str:
    gone = getattr(row, "deleted_at", None)
    return url_for(row, "detail") if not gone and has_page(type(row), "detail") else ""


def told(changes, user) -> list[Told]:
    """Return changes in words; of rows beyond reach only that there was one."""
    changes = list(changes.select_related("by"))
    called = names(changes, user)
    rows = []
    for change, entry in zip(changes, history.in_words(changes, user), strict=True):
        record = called[change.model, change.object_id]
        if record.name:
            rows.append(Told(record, entry.verb, entry.rows))
        else:
            rows.append(Told(Named(record.kind, _("beyond your reach")), entry.verb, []))
    return rows
