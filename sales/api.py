"""What other programs may do with opportunities and orders."""

from django.utils.translation import gettext_lazy as _

from core.api import Action, Lines, Resource
from sales.forms import AssignForm, EndForm, OrderLines, line_values
from sales.services import opportunities, orders
from sales.views.opportunities import OpportunityDetail, OpportunityList
from sales.views.orders import OrderDetail, OrderList

OPPORTUNITIES = Resource(
    OpportunityList,
    OpportunityDetail,
    add=opportunities.create,
    change=opportunities.update,
    remove=opportunities.remove,
    actions={
        "assign": Action(opportunities.assign, _("Assign"), AssignForm, permission="assign"),
        "end": Action(opportunities.end, _("End opportunity"), EndForm),
    },
    events={
        "opportunity.assign": "assigned",
        "opportunity.develop": "developed",
        "opportunity.end": "ended",
    },
)
ORDERS = Resource(
    OrderList,
    OrderDetail,
    add=orders.create,
    change=orders.update,
    remove=orders.remove,
    actions={
        "confirm": Action(orders.confirm, _("Confirm order")),
        "cancel": Action(orders.cancel, _("Cancel order")),
    },
    events={"order.confirm": "confirmed", "order.cancel": "cancelled"},
    lines=Lines(OrderLines, ("product", "quantity", "price", "off", "amount"), line_values),
)
