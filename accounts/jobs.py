"""What of signing in is removed every night."""

from procrastinate.contrib.django import app

from accounts.services import door, picture_codes, sessions, throttle
from core.jobs import job


@app.periodic(cron="40 3 * * *")
@job("forget_sign_ins", queueing_lock="forget_sign_ins")
def forget_sign_ins(timestamp):
    """Remove sign-in records that are old enough, and counts, codes and sessions that are over."""
    door.forget_old()
    throttle.forget_old()
    picture_codes.forget_old()
    sessions.forget_old()
