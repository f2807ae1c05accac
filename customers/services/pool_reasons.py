"""Why a rule moves a customer to the pool: as figures that are kept, and in the reader's words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def facts(customer, rule) -> dict:
    """Return {figure: value} of what a rule says about a customer today, in no language."""
    today, begins = timezone.localdate(), []
    begun = timezone.localdate(customer.claimed_at or customer.created_at)
    talked = customer.last_contact_at and timezone.localdate(customer.last_contact_at)
    found = {"rule": rule.name}
    for what, limit, last in (
        ("contact", rule.contact_days, talked),
        ("order", rule.order_days, customer.last_order_on),
    ):
        if limit:
            begins.append(max(filter(None, (last, begun))))
            found |= {what: (today - begins[-1]).days, f"{what}_limit": limit}
    given = customer.handed_over_at and timezone.localdate(customer.handed_over_at)
    if given and given > max(begins):
        found["given"] = f"{given:%Y-%m-%d}"
    return found


def words(found: dict) -> str:
    """Say in words what `facts` found."""
    parts = []
    if days := found.get("contact_limit"):
        parts.append(limited(no_contact(found["contact"]), days))
    if days := found.get("order_limit"):
        parts.append(limited(no_order(found["order"]), days))
    said = _("%(rule)s: %(why)s") % {"rule": found["rule"], "why": _(" and ").join(parts)}
    if "given" in found:
        said += _("; the hand-over on %s did not begin it anew") % found["given"]
    return said


def no_contact(days: int) -> str:
    return ngettext("no contact for %d day", "no contact for %d days", days) % days


def no_order(days: int) -> str:
    return ngettext("no order for %d day", "no order for %d days", days) % days


def limited(what: str, limit: int) -> str:
    return _("%(what)s (limit %(limit)d)") % {"what": what, "limit": limit}


def said(customer, rule) -> str:
    """Say why a rule moves a customer, in words."""
    return words(facts(customer, rule))
