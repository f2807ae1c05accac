"""What the job worker does for other programs."""

from procrastinate.contrib.django import app

from api.models import TASK
from api.services import calls, webhooks
from core.jobs import job


@app.periodic(cron="* * * * *")
@job(TASK)
def send_webhooks(timestamp=None):
    """Send news: left by the change itself, and every minute for what is to be tried again."""
    webhooks.send_all()


@app.periodic(cron="17 3 * * *")
@job("forget_old_calls")
def forget_old_calls(timestamp):
    """Drop counts and deliveries that nobody needs any more."""
    calls.forget_old()
    webhooks.forget_old()
