"""What sales adds to the pages of customers; registered by `apps.py`."""

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.cells import money
from core.composed import RelatedRows
from core.filters import start_of_day
from core.panels import EVENTS, Panel
from core.routes import url_for
from core.tables import Column
from core.ui import Button, Event, Strip
from customers.models import Interaction
from sales.models import Opportunity, Order, OrderState, neglect

OPPORTUNITIES = Panel(
    "opportunities",
    gettext_lazy("Opportunities"),
    Opportunity,
    (
        Column("title"),
        Column("stage"),
        Column("state", kind="state"),
        Column("owner"),
        Column("expected_close", kind="due"),
        Column("expected_amount", kind="money"),
    ),
    "customer",
)
ORDERS = Panel(
    "orders",
    gettext_lazy("Orders"),
    Order,
    (
        Column("number"),
        Column("ordered_on", kind="day"),
        Column("state", kind="state"),
        Column("owner"),
        Column("amount", kind="money"),
    ),
    "customer",
    "-ordered_on",
)


def neglected(page) -> Strip | None:
    """Warn of an opportunity that has seen no action for as long as the firm says."""
    obj = page.object
    if obj.state not in ("assigned", "developing"):
        return None
    rows = Opportunity.objects.filter(pk=obj.pk)
    last = rows.values_list(neglect.last_action(), flat=True).get()
    days = (localdate() - localdate(last)).days
    if neglect.action_due(obj.state, last) >= localdate():
        return None
    text = ngettext("No action for %d day", "No action for %d days", days) % days
    button = None
    if obj.customer_id and page.may("add", Interaction):
        button = Button(_("Write a follow-up"), follow_up_url(obj), "pencil-plus")
    text += ". " + _("Write a follow-up, record a step of the plan, or end the opportunity.")
    return Strip(text, "warn", button)


def follow_up_url(chance) -> str:
    return f"{url_for(Interaction, 'add')}?customer={chance.customer_id}&opportunity={chance.pk}"


TOLD = ("ordered_on", "amount", "number", "owner__real_name", "owner__username")


def newest(rows):
    rows = rows.filter(state=OrderState.CONFIRMED).order_by("-ordered_on", "-pk")
    return rows.select_related("owner").only(*TOLD)


NEWEST = RelatedRows(Order, "customer", lambda rows: newest(rows)[: EVENTS + 1])


def trades(customer, user, until, limit):
    """Return the confirmed orders of a customer as events of its timeline."""
    if until:
        rows = Order.objects.visible_to(user).filter(customer=customer)
        rows = newest(rows.filter(ordered_on__lte=localtime(until).date()))[:limit]
    else:
        rows = NEWEST.rows(customer, user)
    return [
        Event(
            start_of_day(row.ordered_on),
            "shopping-cart",
            _("Order"),
            str(row.owner),
            f"¥{money(row.amount)}",
            row.number,
            url_for(row, "detail"),
        )
        for row in rows
    ]
