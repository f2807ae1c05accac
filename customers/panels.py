"""What customers show on record pages and in search; registered by `apps.py`."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.composed import RelatedRows
from core.panels import EVENTS, Panel
from core.routes import url_for
from core.tables import Column
from core.ui import Event
from customers import involved
from customers.models import (
    AccessRequest,
    Contact,
    CreditAssessment,
    Interaction,
    Ownership,
)
from customers.relation_panel import RELATIONS

ICONS = {
    "phone": "phone",
    "visit": "map-pin",
    "wechat": "message-circle",
    "mail": "mail",
    "meeting": "users",
}
CONTACTS = Panel(
    "contacts",
    _("Contacts"),
    Contact,
    (
        Column("name"),
        Column("position"),
        Column("mobile", kind="phone"),
        Column("office_phone", kind="phone"),
        Column("email", kind="email"),
        Column("is_main", kind="tick"),
    ),
    "customer",
)
INTERACTIONS = Panel(
    "interactions",
    _("Follow-ups"),
    Interaction,
    (
        Column("at", kind="moment"),
        Column("kind"),
        Column("author"),
        Column("summary", css="what"),
        Column("next_contact_at", kind="due"),
    ),
    "customer",
    "-at",
)


CREDIT = Panel(
    "credit",
    _("Credit"),
    CreditAssessment,
    (
        Column("on", kind="day"),
        Column("level"),
        Column("score", kind="number"),
        Column("reason", css="what"),
        Column("assessed_by"),
    ),
    "customer",
    "-on",
)
REQUESTS = Panel(
    "requests",
    _("Requests"),
    AccessRequest,
    (
        Column("kind"),
        Column("asked_by"),
        Column("created_at", kind="moment"),
        Column("state", kind="state"),
        Column("answered_by"),
        Column("answer", css="what"),
    ),
    "customer",
)


class Holder(Column):
    """Who had the customer; nobody means the public pool."""

    def value(self, row):
        return row.owner or gettext("public pool")


OWNERSHIPS = Panel(
    "ownerships",
    _("Ownership"),
    Ownership,
    (
        Holder("owner", _("Account manager")),
        Column("begins_at", kind="moment"),
        Column("ends_at", kind="moment"),
        Column("reason"),
        Column("note", css="what"),
        Column("by"),
    ),
    "customer",
    "-begins_at",
)


TOLD = ("at", "kind", "summary", "author__real_name", "author__username")
PANELS = [CONTACTS, INTERACTIONS, RELATIONS, OWNERSHIPS, CREDIT, REQUESTS]


def newest(rows):
    rows = rows.select_related("author").order_by("-at", "-pk").only(*TOLD)
    return involved.WITH.added_to(rows)


NEWEST = RelatedRows(Interaction, "customer", lambda rows: newest(rows)[: EVENTS + 1])


def followups(customer, user, until, limit):
    """Return the follow-ups of a customer as events of its timeline, newest first."""
    if until:
        return told(Interaction.objects.hanging_on(customer, "customer", user), until, limit)
    return [event(row) for row in NEWEST.rows(customer, user)]


def about(table, record, user, until, limit):
    """Return the follow-ups that belong to a record as events of its timeline."""
    hanging = table._base_manager.filter(**{table.named_by[0]: record})
    rows = Interaction.objects.visible_to(user).filter(pk__in=hanging.values("record"))
    return told(rows, until, limit)


def told(rows, until, limit):
    """Return follow-ups as events: the newest, or those of the moment `until` and before."""
    rows = rows.filter(at__lte=until) if until else rows
    return [event(row) for row in newest(rows)[:limit]]


def event(row) -> Event:
    return Event(
        row.at,
        ICONS.get(row.kind.code, "pencil-plus"),
        row.kind.label,
        " · ".join(str(who) for who in (row.author, involved.WITH.value(row)) if who),
        row.summary,
        url=url_for(row, "detail"),
    )
