"""What is done about customers every night and every week without anybody asking."""

from procrastinate.contrib.django import app

from core.jobs import job
from customers.services import churn, field_uses, tiers, totals


@app.periodic(cron="10 2 * * *")
@job("refresh_customers", queueing_lock="refresh_customers")
def refresh_customers(timestamp):
    """Work out again what turns with the day, life cycles and levels by trade, and the rest."""
    totals.refresh()
    field_uses.refresh()
    tiers.follow_trade()


@app.periodic(cron="0 4 * * 1")
@job("warn_of_churn", queueing_lock="warn_of_churn")
def warn_of_churn(timestamp):
    """Open churn cases on Monday morning for those who are about to leave."""
    churn.warn()
