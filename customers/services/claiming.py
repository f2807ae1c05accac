"""How many customers a person may claim, and how soon again the same one."""

from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import firm
from core.errors import RuleBroken
from core.filters import start_of_day
from core.reach import Scope
from customers.models import Customer, Ownership

LOCK = 0x636C6D  # "clm": the space of the advisory locks below
DAILY, TOTAL, AGAIN = "claims_per_day", "claims_owned", "claim_again_days"
firm.register(
    firm.FirmSetting(
        DAILY,
        "sizes",
        gettext_lazy("Claims of a person per day"),
        20,
        firm.number(0, 10_000),
        gettext_lazy("So many customers a person may claim from the public pool a day. 0: any."),
    ),
    firm.FirmSetting(
        TOTAL,
        "sizes",
        gettext_lazy("Customers of a person who claims"),
        0,
        firm.number(0, 1_000_000),
        gettext_lazy("Whoever has so many customers claims no more. 0: no limit."),
    ),
    firm.FirmSetting(
        AGAIN,
        "limits",
        gettext_lazy("Days until the same person may claim again"),
        7,
        firm.number(0, 3650),
        gettext_lazy("What somebody released or lost to the pool is open to others first."),
    ),
)


def check(customer, *, by) -> None:
    """Refuse a claim beyond the limits of the firm.

    Two claims of one person wait for each other until the transaction ends, so that both cannot
    count the same last place.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, by.pk])
    check_again(customer, by)
    most = firm.get(DAILY)
    if most and claimed_today(by) >= most:
        raise RuleBroken(
            _("You have claimed %d customers today; more are open to you tomorrow.") % most
        )
    most = firm.get(TOTAL)
    if most and Customer.objects.filter(owner=by).count() >= most:
        raise RuleBroken(
            _("You have %d customers already. Release or hand over one, then claim.") % most
        )


def claimed_today(person) -> int:
    claims = Ownership.objects.filter(owner=person, reason=Ownership.Reason.CLAIMED)
    return claims.filter(begins_at__gte=start_of_day()).count()


def check_again(customer, by) -> None:
    """Refuse a customer that the person let go into the pool a short while ago."""
    if day := open_from(customer, by):
        raise RuleBroken(
            _("This customer was yours and went to the pool; you may claim it again from %s.") % day
        )


def check_return(customer, to, *, by) -> None:
    """Refuse a colleague who gives a customer back to the one who let it go into the pool."""
    if by.scope_for(Customer, "change") == Scope.OWN and (day := open_from(customer, to)):
        told = _(
            "%(person)s let this customer go into the pool and may have it again from %(day)s."
        )
        raise RuleBroken(told % {"person": to, "day": day})


def open_from(customer, person) -> str | None:
    """Return when a person may have again what they let go a short while ago; None for now."""
    days = firm.get(AGAIN)
    since = timezone.now() - timedelta(days=days)
    then = Ownership.objects.filter(customer=customer, owner=None, begins_at=OuterRef("ends_at"))
    held = Ownership.objects.filter(Exists(then), customer=customer, owner=person)
    last = held.filter(ends_at__gt=since).order_by("-ends_at").first() if days else None
    return last and f"{timezone.localtime(last.ends_at + timedelta(days=days)):%Y-%m-%d %H:%M}"
