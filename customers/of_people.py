"""What people and departments hold of customers, on their pages; registered by being read."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.colleagues import FIRST, Count, Theirs, counted
from accounts.models import Department, User
from core import paging
from core.filters import start_of_day
from core.panels import figures, panels
from core.routes import url_for
from core.tables import Column
from core.ui import Figure
from customers.models import Customer, Interaction, Ownership

WHOLE = _("of the department and those below it")
AHEAD = 7  # days that the work plan looks ahead
MONTH = 30


def today():
    return timezone.localdate()


def since(days) -> str:
    return (today() - timedelta(days=days)).isoformat()


def first_of_month():
    return today().replace(day=1)


DUE = (
    Column("name"),
    Column("next_contact_at", kind="due"),
    Column("next_contact_note", css="what"),
    Column("level", kind="level"),
    Column("last_contact_at", kind="moment"),
)
HELD = (
    Column("name"),
    Column("level", kind="level"),
    Column("state", kind="state"),
    Column("last_contact_at", kind="moment"),
    Column("next_contact_at", kind="due"),
    Column("traded", kind="money"),
)
NEXT = Theirs(
    FIRST,
    _("Next contacts"),
    Customer,
    DUE,
    "owner",
    "next_contact_at",
    lambda rows: rows.due_by(start_of_day() + timedelta(days=AHEAD + 1)),
    lambda: {"next_contact_at_before": since(-AHEAD), "sort": "next_contact_at"},
)
CUSTOMERS = Theirs("customers", _("Customers"), Customer, HELD, "owner")
CO_WORKED = Theirs(
    "coworked",
    _("Co-worked customers"),
    Customer,
    (HELD[0], Column("owner"), *HELD[1:]),
    "coworkers__user",
    query=None,
)
FOLLOW_UPS = Theirs(
    "interactions",
    _("Follow-ups"),
    Interaction,
    (
        Column("at", kind="moment"),
        Column("customer", kind="record"),
        Column("kind"),
        Column("summary", css="what"),
        Column("next_contact_at", kind="due"),
    ),
    "author",
    "-at",
)
OWNERSHIPS = Theirs(
    "ownerships",
    _("Ownership"),
    Ownership,
    (
        Column("customer", kind="record"),
        Column("begins_at", kind="moment"),
        Column("ends_at", kind="moment"),
        Column("reason"),
        Column("note", css="what"),
        Column("by"),
    ),
    "owner",
    "-begins_at",
    lambda rows: rows.select_related("owner"),  # the text of a period names them
)
PANELS = [NEXT, CUSTOMERS, CO_WORKED, FOLLOW_UPS, OWNERSHIPS]

FIGURES = [
    Count(_("Customers"), Customer, "owner"),
    Count(
        _("Overdue contacts"),
        Customer,
        "owner",
        lambda rows: rows.due_by(start_of_day()),
        lambda: {"quick": "overdue"},
        tone="over",
    ),
    Count(
        _("Follow-ups"),
        Interaction,
        "author",
        lambda rows: rows.filter(at__gte=start_of_day(today() - timedelta(days=MONTH))),
        lambda: {"at_after": since(MONTH)},
        _("in the last 30 days"),
    ),
    Count(
        _("Follow-ups this month"),
        Interaction,
        "author",
        lambda rows: rows.filter(at__gte=start_of_day(first_of_month())),
        lambda: {"at_after": first_of_month().isoformat()},
    ),
    Count(
        _("New customers this month"),
        Customer,
        "owner",
        lambda rows: rows.filter(filed_on__gte=first_of_month()),
        lambda: {"filed_on_after": first_of_month().isoformat()},
    ),
]


def of_department(department, user) -> Figure | None:
    """Count the customers of a department and those below it, as far as the reader sees them."""
    if not user.may(Customer, "view"):
        return None
    people = User.objects.filter(department__path__startswith=department.path)
    rows = Customer.objects.visible_to(user).filter(owner__in=people.values("pk")).order_by()
    text = paging.said(rows[: settings.LIST_CAP + 1].count())
    address = f"{url_for(Customer, 'list')}?department={department.pk}"
    return Figure(capfirst(Customer._meta.verbose_name_plural), text, str(WHOLE), address)


panels[User] += PANELS
counted += FIGURES
figures[Department].append(of_department)
