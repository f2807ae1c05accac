"""Transactions begun again after a deadlock, blocks that are whole, and work nobody waits for."""

import logging
import random
import time
from contextlib import contextmanager, suppress

from django.db import DEFAULT_DB_ALIAS, DatabaseError, Error, connection
from django.db.transaction import Atomic

from core.faults import is_deadlock, state_of

logger = logging.getLogger("zhike.transaction")

TRIES = 5
PAUSE = 0.05  # seconds before the second try, at most; it doubles with every further one


def again(work, *, may_repeat=lambda: True):
    """Return what `work()` returns; run it again after a deadlock, up to five times in all.

    `work` must be a whole transaction, or go on after the last one that was finished. Inside an
    open transaction there is one try: a lock that the outer part holds would only be met again.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except Error as error:
            last = attempt == TRIES or connection.in_atomic_block
            if last or not is_deadlock(error) or not may_repeat():
                raise
            logger.warning("try %d ended with %s", attempt, state_of(error))
        time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311 - only to part the rivals
    raise AssertionError  # the last try returns or raises


class Whole(Atomic):
    """A transaction, or a savepoint, that a refusal always leaves: nobody inside goes on after one.

    So the services in it need no savepoints of their own, and what follows them is the end.
    """

    def __init__(self, *, savepoint=True):
        super().__init__(DEFAULT_DB_ALIAS, savepoint, durable=False)


def part():
    """Return the transaction of a service; within a whole the savepoint of that one will do."""
    return Whole(savepoint=False) if in_whole() else Atomic(DEFAULT_DB_ALIAS, True, durable=False)


def in_whole() -> bool:
    """Say whether the innermost block of the open transaction is a whole."""
    blocks = connection.atomic_blocks
    return bool(blocks) and isinstance(blocks[-1], Whole)


@contextmanager
def unhurried(limit="0"):
    """Let statements of the block run longer than those of a page, which somebody waits for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [limit])
    try:
        yield
    finally:
        # in a transaction that broke off, it is taken back with everything else
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
