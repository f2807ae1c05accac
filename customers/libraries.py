"""The libraries (tabs) and the quick filters of the customer list, each with its condition."""

from datetime import timedelta

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy, ngettext

from core import firm
from core.filters import start_of_day
from customers.models import Customer
from customers.services import pool

LIBRARIES = (
    ("", gettext_lazy("Owned"), lambda rows: rows),
    ("pool", gettext_lazy("Public pool"), lambda rows: rows),
    ("potential", gettext_lazy("Potential"), lambda rows: rows.filter(state="potential")),
    ("deal", gettext_lazy("Deal"), lambda rows: rows.filter(state="deal")),
    ("invalid", gettext_lazy("Invalid"), lambda rows: rows.filter(state__in=["invalid", "lost"])),
)
# The pool: what helps to choose, nothing that only an account manager gives a customer.
LIBRARY_COLUMNS = {
    "pool": ("name", "level", "industry", "source", "region", "last_contact_at", "state", "traded")
}
LIBRARY_QUICK = {"pool": ("silent",)}


def reached(library: str, user, action="view"):
    """Return what a library begins with: the pool is one of its own, the others hold the rest."""
    if library == "pool":
        return Customer.objects.visible_to(user, action).in_pool()
    return Customer.objects.held_by_reach(user, action)


def in_library(library: str, user):
    """Return the customers of a library within reach, as its list shows them."""
    conditions = {name: condition for name, _label, condition in LIBRARIES}
    return conditions[library](reached(library, user))


# What an empty library is for, and the quickest way to fill it.
NOTHING = {
    "": (
        gettext_lazy("Customers are the firms and people you sell to."),
        gettext_lazy("Fastest: import the sheet you keep now, or claim some from the pool."),
    ),
    "pool": (
        gettext_lazy("Customers without an account manager wait here to be claimed."),
        gettext_lazy("Fastest: release one from its page."),
    ),
    "potential": (
        gettext_lazy("Customers that have not ordered yet stand here."),
        gettext_lazy("Every new customer begins here; import the sheet you keep now."),
    ),
    "deal": (
        gettext_lazy("Customers that have ordered stand here."),
        gettext_lazy("Fastest: confirm an order of a customer."),
    ),
    "invalid": (
        gettext_lazy("Customers that are lost or invalid stand here."),
        gettext_lazy("A sheet with the column State puts them here."),
    ),
}
SILENT = "silent_days"
firm.register(
    firm.FirmSetting(
        SILENT,
        "limits",
        gettext_lazy("Days without contact"),
        30,
        firm.number(1, 3650),
        gettext_lazy("The quick filter of customers shows those without a follow-up for so long."),
    )
)


def silence() -> str:
    days = firm.get(SILENT)
    return ngettext("No contact for %d day", "No contact for %d days", days) % days


QUICK = (
    ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(owner=user)),
    (
        "department",
        gettext_lazy("My department"),
        lambda rows, user: rows.filter(owner__department=user.department_id or 0),
    ),
    (
        "overdue",
        gettext_lazy("Overdue"),
        lambda rows, user: rows.due_by(start_of_day()),
    ),
    (
        "today",
        gettext_lazy("To contact today"),
        lambda rows, user: rows.filter(
            next_contact_at__range=(start_of_day(), start_of_day() + timedelta(days=1))
        ),
    ),
    (
        "no_next",
        gettext_lazy("No next step"),
        lambda rows, user: rows.filter(next_contact_at=None).exclude(owner=None),
    ),
    (
        "returning",
        gettext_lazy("Back to the pool soon"),
        lambda rows, user: pool.soon(rows),
    ),
    (
        "silent",
        lazy(silence, str)(),
        lambda rows, user: rows.silent_since(timezone.now() - timedelta(days=firm.get(SILENT))),
    ),
)
