"""What triggers repeat of customers and follow-ups: a bulk load or a repair works it out again."""

from django.db import connection, transaction

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
