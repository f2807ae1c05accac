"""What people hold of sales; registered by `apps.py`. It goes with its customer."""

from django.utils.translation import gettext_lazy as _

from core.holdings import Holding
from sales.models import Opportunity, Order, PlanStep
from sales.services import opportunities, orders

HOLDINGS = (
    Holding(
        "opportunities",
        _("Opportunities"),
        Opportunity,
        opportunities.held_by,
        opportunities.hand_over,
        amount="expected_amount",
        follows=("customers", "customer_id"),
    ),
    Holding(
        "plan_steps",
        _("Open plan steps"),
        PlanStep,
        lambda user: PlanStep.objects.filter(plan__opportunity__owner=user, done_at=None),
    ),
    Holding(
        "orders",
        _("Orders"),
        Order,
        orders.held_by,
        orders.hand_over,
        amount="amount",
        follows=("customers", "customer_id"),
    ),
)
