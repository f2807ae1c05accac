"""Ownership: one open period for each customer, and it names the owner."""

from core.integrity import Check, checks, rows
from customers.services import ownership

WRONG = """
SELECT c.number, count(o.id), c.owner_id, min(o.owner_id)
FROM customers_customer c
LEFT JOIN customers_ownership o ON o.customer_id = c.id AND o.ends_at IS NULL
GROUP BY c.id HAVING count(o.id) <> 1 OR c.owner_id IS DISTINCT FROM min(o.owner_id)
ORDER BY c.id
"""


def wrong_owners() -> list[str]:
    return [
        f"customer {number}: {count} open periods, the open one says {said or 'the pool'}, "
        f"the customer says {owner or 'the pool'}"
        for number, count, owner, said in rows(WRONG)
    ]


checks.register("customers.ownership")(
    Check("the open ownership period names the owner", wrong_owners, ownership.mend)
)
