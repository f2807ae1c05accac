"""Counting calls."""

import time

from django.db import connection

from api.models import CallCount

MINUTE = 60
# One statement counts the call and begins each minute anew; callers of one token queue on its row.
COUNT = """
INSERT INTO api_callcount AS c (who, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (who) DO UPDATE SET
    calls = CASE WHEN c.minute = excluded.minute THEN c.calls + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING calls
"""


def wait_for(who: str, limit: int) -> int:
    """Count a call; return the seconds to wait when it was one too many, else 0."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [who, now // MINUTE])
        [calls] = cursor.fetchone()
    return MINUTE - now % MINUTE if calls > limit else 0


def forget_old() -> None:
    """Drop the counts of callers that have been silent for an hour."""
    CallCount.objects.filter(minute__lt=int(time.time()) // MINUTE - 60).delete()
