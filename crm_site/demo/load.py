"""Put the demo firm together and store it."""

import pgtrigger
from django.db import connection

from crm_site.demo import (
    buyers,
    comings,
    decisions,
    doubles,
    firm,
    groups,
    labels,
    leaving,
    news,
    pool,
    talks,
    tiers,
    trade,
)
from crm_site.demo.chances import Chances
from crm_site.demo.storing import store

# The triggers stamped the moment of loading; a history that all happened today would be of no use.
DATE_HISTORY = """
UPDATE core_change SET at = (after ->> 'created_at')::timestamptz
WHERE operation = 'INSERT' AND after ? 'created_at';
UPDATE core_change c SET at = o.created_at FROM sales_order o
WHERE c.model = 'sales.orderline' AND o.id = (c.after ->> 'order_id')::bigint;
UPDATE core_change c SET at = i.created_at FROM customers_interaction i
WHERE c.model IN ('customers.interactioncontact', 'sales.opportunityinteraction',
                  'sales.orderinteraction')
    AND i.id = (c.after ->> 'record_id')::bigint;
UPDATE core_change c SET at = o.created_at + interval '75 minutes' FROM sales_order o
WHERE c.model = 'sales.order' AND c.operation = 'UPDATE' AND o.id = c.object_id;
UPDATE core_change c SET at = s.done_at FROM sales_planstep s
WHERE c.model = 'sales.planstep' AND s.id = c.object_id AND s.done_at IS NOT NULL;
UPDATE core_change c SET at = p.created_at FROM sales_planstep s
JOIN sales_developmentplan p ON p.id = s.plan_id
WHERE c.model = 'sales.planstep' AND s.id = c.object_id AND s.done_at IS NULL;
"""


def load(today, scale=1.0, *, empty=False) -> firm.Firm:
    """Load the firm as it stands on `today`; an empty one has people and nothing else."""
    found = firm.found(today, scale)
    comings.make(found)
    if empty:
        return found
    firm.make_products(found)
    decisions.make(found)
    customers = buyers.make(found)
    decisions.answer(found, customers)
    contacts = buyers.make_contacts(found, customers)
    orders, lines = trade.make(found, customers)
    trade.settle(customers)
    followups = talks.make(found, customers, orders)
    chances = Chances(found, customers)
    store([buyer.customer for buyer in customers])
    store(contacts)
    sellers = {buyer.customer.pk: buyer.seller for buyer in customers}
    helpers = buyers.make_coworkers(found, customers)
    store(helpers, maker=lambda row: sellers[row.record_id])
    store(labels.make(found, customers), maker=lambda row: sellers[row.record_id])
    store(followups, verb="followup.add")
    trade.store_orders(orders, lines)
    chances.store()
    authors = {row.pk: row.author for row in followups}
    for links in (
        talks.meet(found, customers, followups),
        talks.belong(followups, chances.chances),
        talks.about_orders(followups, orders),
    ):
        store(links, "followup.add", lambda row: authors[row.record_id])
    doubles.make(found, customers)
    groups.make(found, customers)
    news.make(found)
    leaving.make(found)
    date_history()
    pool.make(found)
    tiers.make(found)
    doubles.ask_and_judge(found)
    return found


def date_history() -> None:
    """Let the history of what was loaded tell when it is meant to have happened."""
    with pgtrigger.ignore("core.Change:append_only"), connection.cursor() as cursor:
        cursor.execute(DATE_HISTORY)
