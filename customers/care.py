"""Today's care: whose birthday it is, who has been a customer for years, who is silent too long.

A kind of occasion is a function that finds it; another module registers its own, as contracts will:

    kinds.register("contract")(Kind(_("Contract ends"), "file-certificate", ending))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from core import firm, privacy
from core.registry import Registry
from core.routes import url_for
from core.tables import named_by
from customers.libraries import SILENT
from customers.models import CareMark, Contact, Customer, Interaction

MOST = 50  # of one kind on a page
QUIET_DAYS = 7  # so long a silent customer is left alone after somebody has seen to it
KEY_LEVEL = "a"
CALLED = ("name", "mobile", "office_phone", "customer")


@dataclass(frozen=True)
class Occasion:
    """One reason to be kind to a customer today."""

    customer: Any
    text: str
    contact: Any = None
    on: date | None = None  # the day it is about; today when nothing is said


@dataclass(frozen=True)
class Kind:
    """A kind of occasion; `find(customers, day)` looks among customers within reach."""

    label: str | Promise
    icon: str
    find: Callable[[Any, date], Iterable[Occasion]]
    quiet: int = 1  # days that a mark holds


kinds: dict[str, Kind] = Registry()


def on_this_day(field: str, day: date) -> Q:
    """Match the month and day of `day`; the 29th of February is kept on the 28th otherwise."""
    found = Q(**{f"{field}__month": day.month, f"{field}__day": day.day})
    if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1:
        found |= Q(**{f"{field}__month": 2, f"{field}__day": 29})
    return found


def shown(path="") -> list[str]:
    """Return the columns of a customer that an occasion shows, seen from `path`."""
    people = (f"owner__{name}" for name in named_by(get_user_model()))
    return [f"{path}{name}" for name in (*named_by(Customer), "phone", "owner", *people)]


def birthdays(customers, day):
    rows = Contact.objects.filter(on_this_day("birthday", day), customer__in=customers.values("pk"))
    rows = rows.select_related("customer__owner").only(*CALLED, *shown("customer__"))
    for row in rows.order_by("-customer__traded", "pk")[:MOST]:
        yield Occasion(row.customer, row.name, row)


def years(field, text):
    """Return a finder of the customers for whom `field` lies whole years back."""

    def find(customers, day):
        rows = customers.filter(
            on_this_day(field, day), state=Customer.State.DEAL, **{f"{field}__lt": day}
        )
        rows = rows.select_related("owner").only(field, *shown())
        for row in rows.order_by("-traded", "pk")[:MOST]:
            count = day.year - getattr(row, field).year
            if count:
                yield Occasion(row, text % count)

    return find


def silent_ones(customers, day):
    days = firm.get(SILENT)
    since = timezone.now() - timedelta(days=days)
    rows = customers.filter(level__code=KEY_LEVEL, owner__isnull=False).silent_since(since)
    rows = rows.exclude(state__in=[Customer.State.LOST, Customer.State.INVALID])
    rows = rows.select_related("owner").only(*shown())
    for row in rows.order_by("last_contact_at", "pk")[:MOST]:
        text = ngettext("No contact for %d day", "No contact for %d days", days)
        yield Occasion(row, text % days)


kinds.register("birthday")(Kind(_("Birthday"), "cake", birthdays))
kinds.register("filed")(
    Kind(
        _("Anniversary of filing"),
        "calendar-event",
        years("filed_on", ngettext_lazy("On file for %d year", "On file for %d years")),
    )
)
kinds.register("first_order")(
    Kind(
        _("Anniversary of the first order"),
        "shopping-cart",
        years(
            "first_order_on", ngettext_lazy("First order %d year ago", "First order %d years ago")
        ),
    )
)
kinds.register("silent")(Kind(_("Silent key customer"), "clock", silent_ones, QUIET_DAYS))


def today_for(user, *, mine=False) -> list[tuple[str, Kind, list[Occasion]]]:
    """Return (name, kind, occasions) of today that nobody has seen to, within reach."""
    day = timezone.localdate()
    customers = Customer.objects.visible_to(user)
    if mine:
        customers = customers.filter(owner=user)
    found = [(name, kind, list(kind.find(customers, day))) for name, kind in kinds.items()]
    each_of_all = [each for _name, _kind, each_of in found for each in each_of]
    privacy.cover_rows([each.contact for each in each_of_all if each.contact], user)
    keys = {each.customer.pk for each in each_of_all}
    done = seen_to(keys, day)
    return [
        (name, kind, left)
        for name, kind, each_of in found
        if (left := [each for each in each_of if not is_done(name, kind, each, day, done)])
    ]


def follow_up_url(each: Occasion) -> str:
    """Return where the follow-up of an occasion is written: one tap away."""
    contact = f"&contact={each.contact.pk}" if each.contact else ""
    return f"{url_for(Interaction, 'add')}?customer={each.customer.pk}{contact}"


def seen_to(keys, day) -> dict[tuple, date]:
    """Return {(kind, customer, contact): the last day} of what was done lately."""
    since = day - timedelta(days=max(kind.quiet for kind in kinds.values()))
    rows = CareMark.objects.filter(customer__in=keys, on__gt=since) if keys else ()
    return {(row.kind, row.customer_id, row.contact_id): row.on for row in rows}


def is_done(name, kind, each, day, done) -> bool:
    contact = each.contact.pk if each.contact else None
    last = done.get((name, each.customer.pk, contact))
    return last is not None and last > day - timedelta(days=kind.quiet)
