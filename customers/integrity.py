"""What is kept beside others: periods of ownership, copies of owner and text, cores of names."""

from itertools import islice

from core.integrity import SHOWN, Check, checks, rows
from customers.services import copies, ownership

WRONG = """
SELECT c.number, count(o.id), c.owner_id, min(o.owner_id)
FROM customers_customer c
LEFT JOIN customers_ownership o ON o.customer_id = c.id AND o.ends_at IS NULL
GROUP BY c.id HAVING count(o.id) <> 1 OR c.owner_id IS DISTINCT FROM min(o.owner_id)
ORDER BY c.id
"""
# follow-ups have no number: their key names them
WRONG_COPIES = """
SELECT i.id, c.number, c.owner_id, i.customer_owner_id
FROM customers_interaction i JOIN customers_customer c ON c.id = i.customer_id
WHERE i.customer_owner_id IS DISTINCT FROM c.owner_id ORDER BY i.id
"""
WRONG_WORDS = """
SELECT i.id FROM customers_interaction i
LEFT JOIN customers_interactionwords w ON w.record_id = i.id
WHERE w.text IS DISTINCT FROM i.summary || E'\\n' || i.details ORDER BY i.id
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


def wrong_copies() -> list[str]:
    return [
        f"follow-up {key} of customer {number}: says {kept or 'the pool'}, "
        f"the customer says {owner or 'the pool'}"
        for key, number, owner, kept in rows(WRONG_COPIES)
    ]


def wrong_words() -> list[str]:
    return [f"follow-up {key}: another text is searched" for (key,) in rows(WRONG_WORDS)]


def wrong_cores() -> list[str]:
    return [
        f"customer {row.number}: is compared as {row.name_core or 'nobody'}, not by its name"
        for row in islice(copies.other_cores(), SHOWN)
    ]


checks.register("customers.cores")(
    Check("customers are compared by the core of their name", wrong_cores, copies.mend_cores)
)
checks.register("followups.owners")(
    Check("follow-ups repeat the owner of their customer", wrong_copies, copies.mend_owners)
)
checks.register("followups.words")(
    Check("the search reads the texts of follow-ups", wrong_words, copies.mend_words)
)
