"""Columns of customers that are worked out for the rows of a page."""

from core.tables import Column
from customers.services import pool


class ReturnColumn(Column):
    """On which day a customer returns to the public pool; read for all rows of a page at once."""

    def prepare(self, rows):
        found = pool.countdowns(rows)
        for row in rows:
            row.pool_countdown = found.get(row.pk)

    def value(self, row):
        countdown = getattr(row, "pool_countdown", None)
        return countdown and countdown.day
