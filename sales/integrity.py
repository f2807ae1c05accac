"""Sums that are stored beside what they are the sum of."""

from core import audit
from core.integrity import Check, checks, rows
from customers.services import customers
from sales.models import Order
from sales.services import orders

TOTALS = """
SELECT c.id, c.number, c.traded, coalesce(o.traded, 0), c.order_count, coalesce(o.orders, 0)
FROM customers_customer c LEFT JOIN (
    SELECT customer_id, sum(amount) traded, count(*) orders, max(ordered_on) last
    FROM sales_order WHERE state = 'confirmed' AND deleted_at IS NULL GROUP BY 1
) o ON o.customer_id = c.id
WHERE (c.traded, c.order_count) <> (coalesce(o.traded, 0), coalesce(o.orders, 0))
   OR c.last_order_on IS DISTINCT FROM o.last
ORDER BY c.id
"""
AMOUNTS = """
SELECT o.id, o.number, o.amount, coalesce(sum(l.amount), 0)
FROM sales_order o LEFT JOIN sales_orderline l ON l.order_id = o.id
GROUP BY o.id HAVING o.amount <> coalesce(sum(l.amount), 0)
ORDER BY o.id
"""


def wrong_totals() -> list[str]:
    return [
        f"customer {number}: traded {traded} in {count} orders, the orders say {true} in {orders}"
        for _pk, number, traded, true, count, orders in rows(TOTALS)
    ]


def wrong_amounts() -> list[str]:
    return [
        f"order {number}: amount {amount}, its lines say {true}"
        for _pk, number, amount, true in rows(AMOUNTS)
    ]


def mend_totals() -> None:
    with audit.acting(None, "recount"):
        customers.note_trade([row[0] for row in rows(TOTALS)], orders.counted())


def mend_amounts() -> None:
    """Work the amounts out of the lines again, and with them what the customers bought."""
    with audit.acting(None, "recount"):
        wrong = Order.everything.filter(pk__in=[row[0] for row in rows(AMOUNTS)])
        for order in wrong.order_by("pk").select_for_update():
            orders.add_up(order)
    mend_totals()


checks.register("orders.amounts")(
    Check("amounts of orders are those of their lines", wrong_amounts, mend_amounts)
)
checks.register("customers.totals")(
    Check("totals of customers are those of their orders", wrong_totals, mend_totals)
)
