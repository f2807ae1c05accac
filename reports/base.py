"""A report is columns and one query; its page and its sheets follow."""

from accounts.models import User
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

    def asked_for(self, rows, *, day, owner):
        """Keep the rows of the period and people asked for, by the paths of their day and owner."""
        answers = self.answers
        if answers.get("since"):
            rows = rows.filter(**{f"{day}__gte": answers["since"]})
        if answers.get("until"):
            rows = rows.filter(**{f"{day}__lte": answers["until"]})
        if answers.get("owner"):
            rows = rows.filter(**{owner: answers["owner"]})
        if answers.get("department"):
            path = answers["department"].path
            people = User.objects.filter(department__path__startswith=path)
            rows = rows.filter(**{f"{owner}__in": people.values("pk")})
        return rows

    def rows(self, limit=None) -> list:
        """Return the lines, all of them or the first `limit`; never a whole table."""
        raise NotImplementedError

    def totals(self) -> dict:
        """Return the sums over all lines."""
        raise NotImplementedError
