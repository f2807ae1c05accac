"""What other modules call when the trade of customers has changed."""

from collections.abc import Iterable

from core.transactions import part
from customers.services import churn, totals


def note(customer_ids: Iterable[int]) -> None:
    """Bring totals and life cycle of some customers up to date; a new order ends a churn case."""
    keys = list(customer_ids)
    with part():
        totals.recompute(keys)
        churn.note_orders(keys)
