from .neglect import NeglectWarning
from .opportunities import (
    OPPORTUNITY_FLOW,
    Opportunity,
    OpportunityInteraction,
    OpportunityState,
    OpportunityTag,
    Stage,
    StageChange,
)
from .orders import ORDER_FLOW, Order, OrderInteraction, OrderLine, OrderState
from .plans import DevelopmentPlan, PlanStep

__all__ = [
    "OPPORTUNITY_FLOW",
    "ORDER_FLOW",
    "DevelopmentPlan",
    "NeglectWarning",
    "Opportunity",
    "OpportunityInteraction",
    "OpportunityState",
    "OpportunityTag",
    "Order",
    "OrderInteraction",
    "OrderLine",
    "OrderState",
    "PlanStep",
    "Stage",
    "StageChange",
]
