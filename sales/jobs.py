"""What is done about sales every night without anybody asking."""

from procrastinate.contrib.django import app

from core.jobs import job
from sales.services import neglect


@app.periodic(cron="50 0 * * *")
@job("warn_of_neglect", queueing_lock="warn_of_neglect")
def warn_of_neglect(timestamp):
    """Tell account managers of opportunities that saw no action for so long as the firm says."""
    neglect.warn()
