"""Churn cases on the page of a customer, and the course of a case."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.composed import RelatedRows
from core.filters import start_of_day
from core.panels import Panel
from core.routes import url_for
from core.tables import Column
from core.ui import Button, Event, Strip
from customers.models import ChurnCase

CHURN = Panel(
    "churn",
    _("Churn"),
    ChurnCase,
    (
        Column("opened_on", kind="day"),
        Column("state", kind="state"),
        Column("said", _("Reasons"), css="what"),
        Column("look_again_on", kind="due"),
        Column("ended_on", kind="day"),
        Column("outcome", css="what"),
    ),
    "customer",
    "-opened_on",
)


WARNING = RelatedRows(ChurnCase, "customer", lambda rows: rows.open())


def warning(page) -> Strip | None:
    """Return the open case of the customer that a page shows."""
    if not page.may("view", ChurnCase):
        return None
    case = next(iter(WARNING.rows(page.object, page.request.user)), None)  # one at most
    if case is None:
        return None
    text = gettext("Churn warning: %s") % case.said
    if case.look_again_on:
        day = case.look_again_on.isoformat()
        text += " " + gettext("Measures are under way, look again on %s.") % day
    button = Button(gettext("Look at the case"), url_for(case, "detail"))
    if page.may("change", ChurnCase) and page.within("change"):
        button = Button(gettext("Note a measure"), url_for(case, "delay"), "calendar-time")
    return Strip(text, "warn", button)


def course(case, user, until, limit):
    """Return what happened with a churn case: the warning, every measure, the end."""
    found = [
        Event(row.at, "checkbox", row.kind.label, str(row.by), row.note, "")
        for row in case.measures.select_related("kind", "by")
    ]
    found.append(Event(case.created_at, "alert-triangle", gettext("Warned"), "", case.said))
    if case.ended_on:
        by = str(case.ended_by or gettext("System"))
        text = case.outcome or gettext("A new order has come in.")
        ended = max(case.updated_at, start_of_day(case.ended_on))
        found.append(Event(ended, "check", case.get_state_display(), by, text))
    rows = sorted(found, key=lambda event: event.at, reverse=True)
    return [event for event in rows if until is None or event.at <= until][:limit]
