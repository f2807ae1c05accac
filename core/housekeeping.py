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
