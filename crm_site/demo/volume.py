"""Fill the firm up to any number of customers, to see how it bears up: a million in minutes."""

import time

from django.db import connection

from crm_site.demo import leaving
from crm_site.demo.bare_tables import bare, take_time
from crm_site.demo.crowd import gather
from crm_site.demo.storing import copy_lines
from crm_site.demo.volume_draw import Draw
from crm_site.demo.volume_rows import (
    contact_rows,
    coworker_rows,
    customer_rows,
    interaction_rows,
)
from crm_site.demo.volume_trade import line_rows, opportunity_rows, order_rows
from customers.models import (
    Contact,
    CoWorker,
    Customer,
    Interaction,
    InteractionContact,
    InteractionWords,
    Ownership,
)
from customers.services import copies, field_uses, ownership
from sales.models import Opportunity, Order, OrderLine

SOURCES = (
    (Customer, customer_rows),
    (Contact, contact_rows),
    (CoWorker, coworker_rows),
    (Interaction, interaction_rows),
    (Order, order_rows),
    (OrderLine, line_rows),
    (Opportunity, opportunity_rows),
)
MODELS = [model for model, _rows in SOURCES]
LOADED = [*MODELS, Ownership, InteractionContact, InteractionWords]
# whom the follow-ups were with: the one contact that each of these customers has
MEET = """
INSERT INTO customers_interactioncontact (record_id, contact_id)
SELECT id, customer_id + %s FROM customers_interaction WHERE customer_id >= %s
"""
CATCH_UP = "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))"


def fill(firm, total: int, say) -> None:
    """Add customers until there are `total`, with contacts, follow-ups and orders.

    They have no history: a change for each of several million rows would tell nobody anything.
    """
    count = total - Customer.everything.count()
    if count <= 0:
        return
    started = time.monotonic()
    take_time()  # the connection is idle while millions of numbers are drawn
    draw = Draw(firm, count, gather(count))
    say(f"{count:,} customers drawn in {time.monotonic() - started:.0f} s")
    with bare(LOADED, say):
        for model, rows in SOURCES:
            send(model, rows(draw), say)
        with connection.cursor() as cursor:
            cursor.execute(MEET, [draw.contact_base - draw.customer_base, draw.customer_base])
        stage("words of follow-ups", copies.mend_words, say)
        stage("ownership periods", ownership.mend, say)
        stage("statistics", analyze, say)
        # before the indexes are back: each customer who bought is written once more
        stage("life cycles", leaving.work_out, say)
        stage("completeness", field_uses.set_all, say)
    say(f"loaded and indexed in {time.monotonic() - started:.0f} s")


def stage(name, work, say) -> None:
    begun = time.monotonic()
    work()
    say(f"{name} in {time.monotonic() - begun:.0f} s")


def analyze() -> None:
    """Tell the planner of what was loaded: it still takes the tables for empty ones."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in LOADED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def send(model, source, say) -> None:
    """Send the rows of one table, telling how far and how fast."""
    columns, lines = source
    begun = last = time.monotonic()

    def tell(sent):
        nonlocal last
        if time.monotonic() - last > 5:
            last = time.monotonic()
            say(f"  {model._meta.db_table}: {sent:,} ({sent / (last - begun):,.0f} per second)")

    sent = copy_lines(model, columns, lines, tell)
    seconds = time.monotonic() - begun
    say(f"{model._meta.db_table}: {sent:,} rows in {seconds:.1f} s")
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(CATCH_UP.format(table=table), [model._meta.db_table])


def polish(say) -> None:
    """Gather statistics, and outside a transaction also the map for index-only scans."""
    command = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    begun = time.monotonic()
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in LOADED)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            cursor.execute(f"{command} {tables}")
        finally:
            cursor.execute("RESET statement_timeout")
    say(f"{command} in {time.monotonic() - begun:.0f} s")
