"""Amounts of orders that are stored beside the lines that they are the sum of."""

from core import audit
from core.integrity import Check, checks, rows
from customers.services import trade
from sales.models import Order
from sales.services import orders

AMOUNTS = """
SELECT o.id, o.number, o.amount, coalesce(sum(l.amount), 0)
FROM sales_order o LEFT JOIN sales_orderline l ON l.order_id = o.id
GROUP BY o.id HAVING o.amount <> coalesce(sum(l.amount), 0)
ORDER BY o.id
"""


def wrong_amounts() -> list[str]:
    return [
        f"order {number}: amount {amount}, its lines say {true}"
        for _pk, number, amount, true in rows(AMOUNTS)
    ]


def mend_amounts() -> None:
    """Work the amounts out of the lines again, and with them what the customers bought."""
    with audit.acting(None, "recount"):
        wrong = Order.everything.filter(pk__in=[row[0] for row in rows(AMOUNTS)])
        mended = list(wrong.order_by("pk").select_for_update())
        for order in mended:
            orders.add_up(order)
        trade.note({order.customer_id for order in mended})


checks.register("orders.amounts")(
    Check("amounts of orders are those of their lines", wrong_amounts, mend_amounts)
)
