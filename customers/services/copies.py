"""What is kept beside customers and follow-ups: a bulk load or a repair works it out again."""

from django.db import connection, transaction

from customers.models import Customer
from customers.naming import core_name

CHUNK = 2_000

OWNERS = """
UPDATE customers_interaction i SET customer_owner_id = c.owner_id
FROM customers_customer c
WHERE c.id = i.customer_id AND i.customer_owner_id IS DISTINCT FROM c.owner_id
"""
WORDS = """
INSERT INTO customers_interactionwords AS kept (record_id, text)
SELECT id, summary || E'\\n' || details FROM customers_interaction
ON CONFLICT (record_id) DO UPDATE SET text = EXCLUDED.text WHERE kept.text <> EXCLUDED.text
"""


@transaction.atomic
def mend_owners() -> None:
    """Let each follow-up repeat the owner of its customer."""
    with connection.cursor() as cursor:
        cursor.execute(OWNERS)


@transaction.atomic
def mend_words() -> None:
    """Keep the text of each follow-up for the search."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS)


def other_cores():
    """Yield the customers whose name has another core than the one they are compared by."""
    rows = Customer.everything.order_by("pk").only("number", "name", "name_core")
    for row in rows.iterator(chunk_size=CHUNK):
        if row.name_core != core_name(row.name):
            yield row


@transaction.atomic
def mend_cores() -> None:
    """Compare customers by the core that their names have by the rules of today."""
    rows = list(other_cores())
    for row in rows:
        row.name_core = core_name(row.name)
    Customer.everything.bulk_update(rows, ["name_core"], batch_size=CHUNK)
