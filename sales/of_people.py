"""What people hold of sales, on their pages; registered by being read."""

from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.colleagues import Theirs
from accounts.models import User
from core.cells import money
from core.panels import figures, panels
from core.routes import url_for
from core.tables import Column
from core.ui import Figure
from sales.models import Opportunity, OpportunityState, Order, OrderState, PlanStep

STEPS = Theirs(
    "plan_steps",
    gettext_lazy("Steps to do"),
    PlanStep,
    (
        Column("due_on", kind="due"),
        Column("what", css="what"),
        Column("plan.opportunity", gettext_lazy("Opportunity"), kind="record"),
    ),
    "plan__opportunity__owner",
    "due_on",
    lambda rows: rows.filter(done_at=None, plan__opportunity__state=OpportunityState.DEVELOPING),
)
OPPORTUNITIES = Theirs(
    "opportunities",
    gettext_lazy("Opportunities"),
    Opportunity,
    (
        Column("title"),
        Column("customer_name"),
        Column("stage"),
        Column("state", kind="state"),
        Column("expected_close", kind="due"),
        Column("expected_amount", kind="money"),
    ),
    "owner",
)
ORDERS = Theirs(
    "orders",
    gettext_lazy("Orders"),
    Order,
    (
        Column("number"),
        Column("customer", kind="record"),
        Column("ordered_on", kind="day"),
        Column("state", kind="state"),
        Column("amount", kind="money"),
    ),
    "owner",
    "-ordered_on",
)


def open_ones(person, user) -> Figure | None:
    """Count the open opportunities of a person, with what they may bring."""
    if not user.may(Opportunity, "view"):
        return None
    rows = Opportunity.objects.filter(owner=person).visible_to(user).open().order_by()
    found = rows.aggregate(worth=Sum("expected_amount", default=0), count=Count("pk"))
    url = f"{url_for(Opportunity, 'list')}?owner={person.pk}&quick=open"
    sub = _("¥%s expected") % money(found["worth"])
    return Figure(_("Open opportunities"), f"{found['count']:,}", sub, url)


def month_of_orders(person, user) -> Figure | None:
    """Sum up the confirmed orders of a person since the first of the month."""
    if not user.may(Order, "view"):
        return None
    first, state = localdate().replace(day=1), OrderState.CONFIRMED
    rows = Order.objects.filter(owner=person, state=state, ordered_on__gte=first)
    rows = rows.visible_to(user).order_by()
    found = rows.aggregate(total=Sum("amount", default=0), count=Count("pk"))
    query = {"owner": person.pk, "state": state, "ordered_on_after": first.isoformat()}
    sub = ngettext("%d order", "%d orders", found["count"]) % found["count"]
    url = f"{url_for(Order, 'list')}?{urlencode(query)}"
    return Figure(_("Orders this month"), f"¥{money(found['total'])}", sub, url)


panels[User].insert(1, STEPS)  # with the next contacts it is the work plan
panels[User] += [OPPORTUNITIES, ORDERS]
figures[User] += [open_ones, month_of_orders]
