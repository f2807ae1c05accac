"""The customer's page at a glance: key figures, what is next, what stands beside."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.cells import away, money
from core.composed import RelatedRows
from core.routes import url_for
from core.several import OFFERED
from core.ui import Figure, NextStep
from customers.models import Contact
from customers.models.field_uses import MAIN_CONTACT, REACHABLE
from customers.services import field_uses, totals

CONTACTS = 4
FILLED_AT = {REACHABLE: "phone"}
CARD = ("customer", "name", "is_main", "position", "mobile", "office_phone")
FIRST = RelatedRows(
    Contact,
    "customer",
    lambda rows: rows.order_by("-is_main", "pk").only(*CARD)[:OFFERED],
)


def next_of(customer) -> NextStep:
    if customer.owner_id is None:
        return NextStep(_("In the public pool: claim it to work on it."))
    if customer.next_contact_at is None:
        return NextStep(_("No next step yet. Write a follow-up and set one."))
    day = timezone.localtime(customer.next_contact_at)
    days = (day.date() - timezone.localdate()).days
    overdue = away(days) if days < 0 else ""
    return NextStep(customer.next_contact_note, f"{day:%Y-%m-%d %H:%M} {away(days)}", overdue)


def figures_of(customer) -> list[Figure]:
    """Return the key figures; those of modules that are not there are left out."""
    orders = _("%d orders") % customer.order_count
    address = f"{url_for(customer, 'detail')}?tab="
    found = [
        Figure(_("Traded"), f"¥{money(customer.traded)}", orders, f"{address}orders"),
        *paid(customer),
        Figure(_("Last order"), day_of(customer.last_order_on), rhythm_of(customer)),
        Figure(_("Life cycle"), customer.get_life_cycle_display(), customer.life_cycle_reason),
        Figure(_("Last contact"), moment(customer.last_contact_at)),
    ]
    if "complaints" in totals.sources:
        count = customer.open_complaints
        found.append(Figure(_("Open complaints"), str(count), tone="over" if count else ""))
    return found


def paid(customer):
    if "received" in totals.sources:
        yield Figure(_("Received"), f"¥{money(customer.received)}")
    if "receivable" in totals.sources:
        yield Figure(_("Receivable"), f"¥{money(customer.receivable)}")


def rhythm_of(customer) -> str:
    """Return how long ago the last order was, and what is usual."""
    last, rhythm = customer.last_order_on, customer.order_rhythm
    if last is None:
        return ""
    ago = _("%d days ago") % (timezone.localdate() - last).days
    usual = _("usually every %d days") % rhythm if rhythm else ""
    return " · ".join(filter(None, (ago, usual)))


def day_of(day) -> str:
    return f"{day:%Y-%m-%d}" if day else "—"


def moment(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d}" if value else "—"


def rail_of(page) -> list[dict]:
    """Return the cards beside the timeline."""
    context = {"contacts": page.contacts[:CONTACTS], "customer": page.object}
    return [
        card(_("Contacts"), "customers/_contacts.html", context),
        card(_("Completeness"), "customers/_completeness.html", completeness_of(page)),
    ]


def completeness_of(page) -> dict:
    """Return how complete the customer is, and (label, address) of what is missing.

    A field that the person is not shown is not named; nothing says more than that it is missing.
    """
    customer, user = page.object, page.request.user
    seen = dict(field_uses.fields(user))
    may_change = page.within("change")
    return {
        "percent": customer.completeness,
        "missing": [
            (seen[name], address_of(name, customer, user) if may_change else "")
            for name in customer.lacking
            if name in seen
        ],
    }


def address_of(name, customer, user) -> str:
    """Return where a missing field is filled in: at its place in the form."""
    if name == MAIN_CONTACT:
        address = f"{url_for(Contact, 'add')}?customer={customer.pk}&is_main=on"
        return address if user.may(Contact, "add") else ""
    return f"{url_for(customer, 'edit')}#id_{FILLED_AT.get(name, name)}"


def contacts_of(customer, user) -> list[Contact]:
    """Return the first contacts: the card shows some, a follow-up offers them all."""
    return FIRST.rows(customer, user)


def card(title, template, context) -> dict:
    return {"title": title, "template": template, "context": context}
