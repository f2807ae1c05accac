"""Ownership periods where the trigger could not write them: bulk loads and repairs."""

from django.db import connection, transaction

CLOSE = """
UPDATE customers_ownership o SET ends_at = greatest(clock_timestamp(), o.begins_at)
FROM customers_customer c
WHERE c.id = o.customer_id AND o.ends_at IS NULL AND o.owner_id IS DISTINCT FROM c.owner_id
"""
OPEN = """
INSERT INTO customers_ownership (customer_id, owner_id, begins_at, reason)
SELECT c.id, c.owner_id,
    greatest(least(coalesce(c.claimed_at, c.created_at), clock_timestamp()), max(o.ends_at)),
    CASE WHEN max(o.id) IS NULL THEN 'filed' ELSE 'changed' END
FROM customers_customer c LEFT JOIN customers_ownership o ON o.customer_id = c.id
GROUP BY c.id HAVING count(o.id) FILTER (WHERE o.ends_at IS NULL) = 0
"""


@transaction.atomic
def mend() -> None:
    """Close the open periods that name another owner and open those that are missing."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE)
        cursor.execute(OPEN)
