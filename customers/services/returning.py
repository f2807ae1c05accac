"""The nightly return to the pool: one batch for each rule, which can be undone like any other.

A customer is looked at again in the transaction that moves it: whoever was called meanwhile stays.
Run twice, the second run finds nothing left to move.
"""

from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from core import audit, bulk, telling, warning
from core.jobs import job
from core.models import Batch
from core.progress import advance, finish, still
from customers.models import Customer, PoolWarning
from customers.services import customers, pool, pool_reasons

CHUNK = 100
PAGE = "customers:customer_bulk_release"  # whose right an undo asks for


@app.periodic(cron="30 0 * * *")
@job("return_to_pool", queueing_lock="return_to_pool")
def return_to_pool(timestamp):
    """Begin the batches of this night; a long one goes on as a job of its own."""
    warn()
    for batch in begin():
        move_batch.defer(batch_id=batch.pk)


def warn() -> None:
    """Tell account managers once of their customers that return to the pool soon."""
    rules = pool.active_rules()

    def tell(row, more):
        facts = pool_reasons.facts(row, rules[row.pool_rule])
        facts["day"] = f"{row.pool_day:%Y-%m-%d}"
        telling.tell([row.owner], "customer.returning", record=row, more=more, **facts)

    rows = Customer.objects.all()
    warning.renew(PoolWarning, "customer", rows, lambda rows: pool.soon(rows, rules), tell)


@job("move_to_pool")
def move_batch(batch_id: int):
    batch = Batch.objects.select_related("by").get(pk=batch_id)
    if batch.state == Batch.State.RUNNING:
        with translation.override(batch.options["language"]):
            carry_on(batch)


@transaction.atomic
def begin() -> list[Batch]:
    """Note for each rule which customers it moves today."""
    rules, today = pool.active_rules(), timezone.localdate()
    found = pool.due(Customer.objects.all(), rules, today)
    made = []
    for place, rule in enumerate(rules):
        rows = found.filter(pool_rule=place)
        if rows.exists():
            made.append(batch_of(rule, rows))
    return made


def batch_of(rule, rows) -> Batch:
    options = {
        "page": PAGE,
        "answers": urlencode({"reason": rule.name}),
        "query": "",
        "rule": rule.pk,
        "language": rule.saved_by.language,
    }
    with translation.override(rule.saved_by.language):
        batch = Batch.objects.create(
            kind=Batch.Kind.BULK,
            model=Customer._meta.label_lower,
            by=rule.saved_by,
            state=Batch.State.RUNNING,
            filename=f"{rule._meta.verbose_name}: {rule.name}",
            options=options,
        )
    batch.total = bulk.note(batch, rows)
    batch.save(update_fields=["total"])
    return batch


def carry_on(batch) -> None:
    """Move the noted customers, some in each transaction."""
    while batch.done < batch.total:
        with audit.acting(None, "pool.return", batch=batch):
            if not still(batch, Batch.State.RUNNING):
                return
            move_chunk(batch)
    finish(batch, Batch.State.DONE)


def move_chunk(batch) -> None:
    items = list(batch.items.filter(line__gt=batch.done).order_by("line")[:CHUNK])
    keys = [item.object_id for item in items]
    locked = Customer.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    list(locked.values_list("pk"))
    rules = pool.active_rules()
    rows = pool.due(Customer.objects.filter(pk__in=keys), rules, timezone.localdate())
    moved = 0
    for row in rows:
        rule = rules[row.pool_rule]
        if rule.pk == batch.options["rule"]:
            reason = pool_reasons.said(row, rule)[:200]
            customers.release(row, reason=reason, by=None, verb="pool.return")
            moved += 1
    advance(batch, len(items), moved, 0)
