"""The pool as Django makes it, with another check of the connections it hands out."""

from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the check."""

    @property
    def pool(self):
        pool = super().pool
        if pool is not None:
            pool._check = check  # Django lets nobody choose it
        return pool


def check(connection) -> None:
    """Ask a connection whether it lives; when one is dead, throw away all that lie idle.

    What kills one, a restart of the server or a firewall, kills all; and the pool pauses for
    seconds between one dead connection and the next, longer than anybody waits for a page.
    """
    try:
        ConnectionPool.check_connection(connection)
    except Exception:
        connection._pool.drain()
        raise
