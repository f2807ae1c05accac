"""What the tests of usage discipline share."""

from datetime import datetime

from django.utils import timezone

from accounts.models import SignIn
from reports.usage import UsageReport

PAGE = "/reports/usage/"


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def seen(person, *texts):
    """Let somebody have signed in at some moments, by the record of sign-ins."""
    for text in texts:
        SignIn.objects.create(person=person, name="x", outcome="done", at=moment(text))


def report(user, day, **answers):
    return UsageReport(user, answers, datetime.fromisoformat(day).date())
