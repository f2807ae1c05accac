"""What the job worker does for the workplace."""

from procrastinate.contrib.django import app

from core.jobs import job
from workplace.services import messages


@app.periodic(cron="40 3 * * *")
@job("forget_old_messages", queueing_lock="forget_old_messages")
def forget_old_messages(timestamp):
    """Remove messages that are older than the firm keeps them."""
    messages.forget_old()
