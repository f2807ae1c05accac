"""Telling account managers of their opportunities that see no action."""

from django.db import transaction

from core import firm, telling, warning
from sales.models import NeglectWarning, Opportunity
from sales.models.neglect import IDLE_DAYS, idle

TOLD = 1_000  # opportunities that are read at once to be told of


@transaction.atomic
def warn() -> None:
    """Tell account managers once of their opportunities that see no action."""
    keys = warning.renew(NeglectWarning, "opportunity", Opportunity.objects.all(), idle)
    days = firm.get(IDLE_DAYS)
    with telling.together():
        for start in range(0, len(keys), TOLD):
            rows = Opportunity.objects.filter(pk__in=keys[start : start + TOLD])
            for row in rows.select_related("owner").order_by("pk"):
                telling.tell([row.owner], "opportunity.neglected", record=row, days=days)
