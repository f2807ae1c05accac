"""Background jobs: procrastinate on the same PostgreSQL, deferred in the caller's transaction.

@job("import")
def run(batch_id): ...

run.defer(batch_id=batch.pk)     # a rolled-back transaction leaves no job behind
"""

from functools import wraps

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from core.logs import request_context


def on_app_ready(procrastinate_app):
    """Called by procrastinate when Django is ready; nothing to set up beyond the tasks."""


def job(name: str, **options):
    """Register a task; it runs with fresh connections and its name in the logs."""

    def register(function):
        @wraps(function)
        def run(**arguments):
            close_old_connections()
            token = request_context.set({"id": f"job:{name}", "origin": f"job:{name}"})
            try:
                return function(**arguments)
            finally:
                request_context.reset(token)
                close_old_connections()

        retry = RetryStrategy(max_attempts=3, wait=5)
        return app.task(name=name, retry=retry, **options)(run)

    return register


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp):
    """Take up the jobs of workers that stopped answering: a killed import goes on."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(stalled)
