"""A report is columns and one query; its page and its sheets follow."""

from core.tables import Column


class Report:
    """Declare `title`, `columns`, and `rows()` as one query within the person's reach.

    `answers` are the sound answers of the report's form.
    """

    title = ""
    columns: tuple[Column, ...] = ()

    def __init__(self, user, answers):
        self.user = user
        self.answers = answers

    def rows(self, limit=None) -> list:
        """Return the lines, all of them or the first `limit`; never a whole table."""
        raise NotImplementedError

    def totals(self) -> dict:
        """Return the sums over all lines."""
        raise NotImplementedError
