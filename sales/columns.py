"""Columns of opportunities that are worked out with their rows."""

from core.tables import Column
from sales.models import neglect


class ActionDueColumn(Column):
    """By which day an opportunity needs an action, read in the statement of the rows."""

    reads = "state"

    def added_to(self, rows):
        return rows.annotate(last_action=neglect.last_action())

    def value(self, row):
        return neglect.action_due(row.state, getattr(row, "last_action", None))
