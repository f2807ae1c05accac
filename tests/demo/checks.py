"""SQL that tells two firms apart and finds what does not add up."""

import hashlib
from io import StringIO

from django.core.management import call_command
from django.db import connection

FINGERPRINT = """
SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
    SELECT concat_ws('|', number, name, state, phone, traded, next_contact_at) AS line
    FROM customers_customer
    UNION ALL SELECT concat_ws('|', name, mobile, birthday) FROM customers_contact
    UNION ALL SELECT concat_ws('|', at, summary, next_contact_note) FROM customers_interaction
    UNION ALL SELECT concat_ws('|', number, amount, state, ordered_on) FROM sales_order
    UNION ALL SELECT concat_ws('|', number, title, state, expected_amount) FROM sales_opportunity
    UNION ALL SELECT concat_ws('|', due_on, what, done_at) FROM sales_planstep
    UNION ALL SELECT concat_ws('|', username, real_name) FROM accounts_user
    UNION ALL SELECT concat_ws('|', name, at, address, outcome) FROM accounts_signin
    UNION ALL SELECT concat_ws('|', starts_on, ends_on, kind, reason) FROM accounts_absence
) rows
"""
WRONG_TOTALS = """
SELECT c.number FROM customers_customer c LEFT JOIN (
    SELECT customer_id, sum(amount) traded, count(*) orders, max(ordered_on) last
    FROM sales_order WHERE state = 'confirmed' AND deleted_at IS NULL GROUP BY 1
) o ON o.customer_id = c.id
WHERE (c.traded, c.order_count) <> (coalesce(o.traded, 0), coalesce(o.orders, 0))
   OR c.last_order_on IS DISTINCT FROM o.last
"""
WRONG_AMOUNTS = """
SELECT o.number FROM sales_order o JOIN sales_orderline l ON l.order_id = o.id
GROUP BY o.id HAVING o.amount <> sum(l.amount)
    OR sum(l.amount) <> sum(round(l.quantity * l.price * (1 - l.discount), 2))
"""
WRONG_CONTACTS = """
SELECT c.number FROM customers_customer c LEFT JOIN LATERAL (
    SELECT * FROM customers_interaction i WHERE i.customer_id = c.id ORDER BY at DESC LIMIT 1
) i ON true
WHERE c.last_contact_at IS DISTINCT FROM i.at
   OR c.owner_id IS NOT NULL AND c.next_contact_at IS DISTINCT FROM i.next_contact_at
   OR c.owner_id IS NULL AND c.next_contact_at IS NOT NULL
   OR i.next_contact_at <= i.at
"""


def demo(*options):
    """Run the command and return what it says."""
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def fingerprint():
    return hashlib.sha256(rows(FINGERPRINT)[0].encode()).hexdigest()
