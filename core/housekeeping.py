"""What is removed every night because nobody needs it any more."""

from procrastinate.contrib.django import app

from core import drafts, once
from core.jobs import job


@app.periodic(cron="20 3 * * *")
@job("forget_old", queueing_lock="forget_old")
def forget_old(timestamp):
    """Remove the keys of sent forms and drafts that were left alone."""
    once.forget_old()
    drafts.forget_old()


@app.periodic(cron="30 3 * * *")
@app.task(name="forget_jobs", queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context, timestamp):
    """Remove the rows of jobs that ended well more than a month ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=30 * 24)
