"""A bulk action is the single action in a loop, recorded as a batch.

The rows are noted as `BatchItem`s first, in the number that was confirmed; then chunks of them
are worked on, each in one transaction with its progress. So a killed worker goes on after the last
finished chunk and no row is met twice. Rows that refuse are left alone and named.
"""

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, firm, once, telling
from core.errors import RuleBroken
from core.jobs import job
from core.models import Batch, BatchItem
from core.progress import advance, fail, finish, refused, still
from core.routes import page_class

CHUNK = 100
NOTE = """
INSERT INTO core_batchitem (batch_id, model, outcome, line, object_id, errors)
SELECT %s, %s, '', row_number() OVER (ORDER BY pk), pk, '[]' FROM ({rows}) AS found(pk)
"""


def begin(page, rows, *, by, answers="", query="", sent=None) -> Batch:
    """Note the rows and work on them: at once when there are few, else as a job.

    `page` is the action's page class, `answers` its form as a query string, `query` the list that
    the rows were chosen from, `sent` the form with its one-time key: raises `once.SentAlready`.
    """
    with transaction.atomic():
        key = sent and once.claim(sent.get(once.FIELD, ""), sent, by, Batch)
        batch = Batch.objects.create(
            kind=Batch.Kind.BULK,
            model=page.model._meta.label_lower,
            by=by,
            state=Batch.State.RUNNING,
            filename=page.batch_name(),
            options={
                "page": page.url_name(),
                "answers": answers,
                "query": query,
                "language": translation.get_language(),
            },
        )
        batch.total = note(batch, rows)
        batch.save(update_fields=["total"])
        once.note(key, batch)
        long = batch.total > firm.get("bulk_direct_rows")
        if long:
            bulk_in_background.defer(batch_id=batch.pk)
    if not long:
        carry_on(batch)
    return batch


def note(batch, rows) -> int:
    """Note which rows the batch is about; return how many."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        # the text comes from the ORM; values travel as parameters
        cursor.execute(NOTE.format(rows=sql), [batch.pk, batch.model, *params])
        return cursor.rowcount


def carry_on(batch) -> None:
    """Work on the rows that are left, chunk by chunk, within the reach that the person has now."""
    page = page_class(batch.options["page"])()
    try:
        answers = page.answers_of(batch.by, batch.options["answers"])
    except RuleBroken as error:
        fail(batch, str(error))
        return
    while batch.done < batch.total:
        with audit.acting(batch.by, page.verb, batch=batch):
            if not still(batch, Batch.State.RUNNING):
                return
            with telling.together():
                work_on_chunk(batch, page, answers)
    finish(batch, Batch.State.DONE)


def work_on_chunk(batch, page, answers) -> None:
    items = list(batch.items.filter(line__gt=batch.done).order_by("line")[:CHUNK])
    rows = page.model.objects.visible_to(batch.by, page.reach or page.permission)
    rows = rows.filter(pk__in=[item.object_id for item in items])
    # locked in the order of keys: two bulk actions on the same rows wait instead of blocking
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    refused = []
    for item in items:
        error = run_one(page, found.get(item.object_id), batch.by, answers)
        if error:
            item.errors = [error]
            refused.append(item)
    BatchItem.objects.bulk_update(refused, ["errors"])
    advance(batch, len(items), len(items) - len(refused), len(refused))


def run_one(page, row, by, answers) -> list | None:
    """Do the action to one row; return [column, name, reason] when it is refused."""
    if row is None:
        return ["", "", _("Not within your reach any more.")]
    try:
        with transaction.atomic():
            page.run(row, by=by, **answers)
    except RuleBroken as error:
        return ["", str(row), str(error)]
    return None


@job("bulk")
def bulk_in_background(batch_id: int):
    """Carry on with a bulk action; whoever lost the right or the account meanwhile stops it."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    if batch.state != Batch.State.RUNNING:
        return
    with translation.override(batch.options["language"]):
        page = page_class(batch.options["page"])
        if not refused(batch, batch.by.may(apps.get_model(batch.model), page.permission)):
            carry_on(batch)
