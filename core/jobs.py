"""Background jobs: procrastinate on the same PostgreSQL, deferred in the caller's transaction.

@job("import")
def run(batch_id): ...

run.defer(batch_id=batch.pk)     # a rolled-back transaction leaves no job behind
"""

from functools import wraps

from django.db import close_old_connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from core.logs import request_context
from core.models import Batch
from core.transactions import again, unhurried

WORKING = (Batch.State.CHECKING, Batch.State.RUNNING)
SETTLED = timezone.timedelta(minutes=2)  # a younger batch may be at work in its own request
LONGEST = "30min"  # of one statement of a job: a nightly one looks at a million customers
MOST_RUNS = 8  # of a job whose worker died each time


def on_app_ready(procrastinate_app):
    """Called by procrastinate when Django is ready; nothing to set up beyond the tasks."""


RETRY = RetryStrategy(max_attempts=3, wait=5)


def job(name: str, *, retry=RETRY, **options):
    """Register a task; it runs with fresh connections and its name in the logs.

    A deadlock costs one more run, any other fault a few seconds and up to three more, or as many
    as `retry` says. So a job
    goes on after what it has finished, or does everything in one transaction. When the last run
    fails, the batch that the job was for (`batch_id`) is closed with a sentence.
    """

    def register(function):
        @wraps(function)
        def run(context, **arguments):
            close_old_connections()
            reference = f"job-{context.job.id}"
            token = request_context.set({"id": reference, "origin": f"job:{name}"})
            try:
                with unhurried(LONGEST):
                    return again(lambda: function(**arguments))
            except Exception as error:
                if retry.get_retry_decision(exception=error, job=context.job) is None:
                    close_failed(arguments.get("batch_id"), reference)
                raise
            finally:
                request_context.reset(token)
                close_old_connections()

        return app.task(name=name, retry=retry, pass_context=True, **options)(run)

    return register


def close_failed(batch_id: int | None, reference: str) -> None:
    """Let a batch whose work broke off for good say so, instead of running for ever."""
    rows = Batch.objects.filter(pk=batch_id, state__in=WORKING)
    batch = rows.select_related("by").first()
    if batch is None:
        return
    with translation.override(batch.by.language):
        text = _(
            "A fault on our side ended this; the rows that are counted as done are stored. "
            "Reference for the technicians: %s"
        )
        rows.update(state=Batch.State.FAILED, finished_at=timezone.now(), message=text % reference)


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp):
    """Take up the jobs of workers that stopped answering: a killed import goes on.

    A job that took its worker down again and again is given up.
    """
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        if stalled.attempts < MOST_RUNS:
            await manager.retry_job(stalled)
        else:
            await manager.finish_job(stalled, status=Status.FAILED, delete_job=False)


@app.periodic(cron="*/5 * * * *")
@job("take_up_batches", queueing_lock="take_up_batches")
def take_up_batches(timestamp: int):
    """See to batches that no job works on: their server was killed, or their job was given up.

    Beginning one that is worked on after all does no harm: the rows of a chunk are stored under
    the lock of the batch, and the second one to come finds them done.
    """
    settled = timezone.now() - SETTLED
    for batch in Batch.objects.filter(state__in=WORKING, created_at__lt=settled):
        jobs = ProcrastinateJob.objects.filter(args__batch_id=batch.pk)
        last = jobs.order_by("-pk").values_list("pk", "status", "task_name").first()
        number, status, name = last or (None, "", batch.kind)
        if status in ("todo", "doing"):
            continue
        task = app.tasks.get(name)
        if task is None or status == "failed":
            close_failed(batch.pk, f"job-{number or ''}")
        else:
            task.defer(batch_id=batch.pk)
