"""Counting attempts at the door, in the database: no race and no second server escapes it."""

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.utils import timezone

from accounts.models import Tries
from core import firm

# Counts the attempt before it is made, so that a hundred at once are a hundred. A lock that is
# on stays as long as it was said to.
TAKE = """
INSERT INTO accounts_tries AS t (key, count, until)
VALUES (%(key)s, 1, statement_timestamp() + make_interval(mins => %(minutes)s))
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.until <= statement_timestamp() THEN 1 ELSE t.count + 1 END,
    until = CASE WHEN t.until > statement_timestamp() AND t.count >= %(limit)s
        THEN t.until ELSE excluded.until END
RETURNING count, ceil(extract(epoch FROM until - statement_timestamp()))::int
"""
GIVE_BACK = """
WITH gone AS (DELETE FROM accounts_tries WHERE key = %s RETURNING count)
UPDATE accounts_tries t SET count = greatest(t.count - gone.count, 0) FROM gone
WHERE t.key = ANY(%s)
"""
NO_LIMIT = 2**30
PAUSE = 1.0  # seconds


def take(key: str, limit: int, minutes: int | None = None) -> int:
    """Count an attempt; return the seconds to wait when it was one too many, else 0."""
    minutes = minutes or firm.get("sign_in_minutes")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": key, "limit": limit, "minutes": minutes})
        count, seconds = cursor.fetchone()
    return max(seconds, 1) if count > limit else 0


def give_back(key: str, others: list[str]) -> None:
    """Forget the attempts under `key` after a success, also where they were counted as well."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [key, others])


def count(*keys: str) -> list[int]:
    """Return how often each of `keys` was tried of late."""
    rows = Tries.objects.filter(key__in=keys, until__gt=timezone.now())
    found = dict(rows.values_list("key", "count"))
    return [found.get(key, 0) for key in keys]


def pause() -> None:
    """Let somebody whose name is tried from many places wait a moment with each attempt."""
    time.sleep(PAUSE)


def by_name(name: str) -> str:
    return f"name {name.lower()}"


def by_address(address: str) -> str:
    return f"address {network_of(address)}"


def by_both(name: str, address: str) -> str:
    return f"both {network_of(address)} {name.lower()}"


def network_of(address: str) -> str:
    """Return what one customer of a provider gets: an IPv4 address, or 64 bits of IPv6."""
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address


def forget_old() -> None:
    """Remove counts that are over."""
    Tries.objects.filter(until__lt=timezone.now()).delete()
