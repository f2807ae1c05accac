"""Telling account managers of their opportunities that see no action."""

from core import firm, telling, warning
from sales.models import NeglectWarning, Opportunity
from sales.models.neglect import IDLE_DAYS, idle


def warn() -> None:
    """Tell account managers once of their opportunities that see no action."""
    days = firm.get(IDLE_DAYS)

    def tell(row, more):
        telling.tell([row.owner], "opportunity.neglected", record=row, more=more, days=days)

    warning.renew(NeglectWarning, "opportunity", Opportunity.objects.all(), idle, tell)
