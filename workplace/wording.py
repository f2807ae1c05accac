"""Messages in words, as their reader may see them now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import telling
from core.undoing.naming import names
from workplace.models import Message


@dataclass(frozen=True)
class Line:
    """One message for the page; `url` is empty when there is nothing (any more) to open."""

    pk: int
    text: str
    icon: str
    label: str
    at: datetime
    is_read: bool
    url: str


def lines(found: Iterable[Message], user) -> list[Line]:
    """Put messages into words: one statement per kind of record, however many there are."""
    found = list(found)
    known = names([row for row in found if row.model], user)
    return [line(row, known.get((row.model, row.object_id))) for row in found]


def line(row: Message, named) -> Line:
    """Put one message into words; a record beyond reach is called by its kind alone."""
    kind = telling.kinds.get(row.kind)
    record = ""
    if named:
        record = named.name or _("%s (out of your reach)") % named.kind
    by = str(row.by) if row.by else _("The program")
    text = telling.text_of(row.kind, row.params, record=record, by=by)
    if text and row.more:
        others = ngettext("… and %d more like it", "… and %d more like it", row.more) % row.more
        text = f"{text} {others}"
    return Line(
        row.pk,
        text or _("A message of an earlier version."),
        kind.icon if kind else "bell",
        str(kind.label) if kind else "",
        row.created_at,
        row.read_at is not None,
        named.url if named else row.url,
    )
