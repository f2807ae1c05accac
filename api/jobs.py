"""What the job worker does for other programs."""

from procrastinate.contrib.django import app

from api.services import calls
from core.jobs import job


@app.periodic(cron="17 3 * * *")
@job("forget_old_calls")
def forget_old_calls(timestamp):
    """Drop counts and keys that nobody needs any more."""
    calls.forget_old()
