"""From when silence counts against an account manager, and what begins that count anew.

The count begins with filing, a claim and every follow-up. Giving a customer to somebody else begins
it anew only when neither who gives nor who gets decides so: two colleagues who hand a customer to
and fro would keep it out of the pool for ever.
"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import firm

ANEW = "hand_over_counts_anew"
firm.register(
    firm.FirmSetting(
        ANEW,
        "limits",
        _("A hand-over between account managers begins the silent days anew"),
        False,
        lambda: forms.BooleanField(required=False),
        _("Otherwise only a follow-up does, or a supervisor who gives the customer to another."),
        shown=lambda value: _("yes") if value else _("no"),
    )
)


def begins_anew(customer, to, *, by) -> bool:
    """Say whether giving a customer to somebody begins the count of silent days anew."""
    if customer.owner_id is None or firm.get(ANEW):
        return True
    return by is not None and by.pk not in (customer.owner_id, to.pk)


def pass_on(customer, to, *, by) -> None:
    """Note on a customer what giving it to somebody does to the count; the caller saves."""
    now = timezone.now()
    if begins_anew(customer, to, by=by):
        customer.claimed_at, customer.handed_over_at = now, None
    else:
        customer.handed_over_at = now
