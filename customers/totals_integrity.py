"""Figures that customers keep ready beside the records that they are worked out from."""

from core.integrity import SHOWN, Check, checks
from customers.services import totals


def wrong_totals() -> list[str]:
    """Say whose sums differ; the life cycle, which turns with the day, is the nightly run's."""
    return totals.differences(SHOWN, totals.SUMS)


checks.register("customers.totals")(
    Check("totals of customers are those of their records", wrong_totals, totals.refresh)
)
