"""Custom fields in the audit trail: one column there, many fields for a reader."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.custom.columns import CustomColumn
from core.custom.fields import ever


class CustomDifferences:
    """What changed in the custom fields of some changes, in words.

    Fields that are kept to some roles are left out unless `user` has one of them.
    """

    def __init__(self, changes, user):
        touched = [change for change in changes if sides(change)]
        labels = {change.model for change in touched}
        self.columns = {}
        for field in (field for label in labels for field in ever().get(label, ())):
            if field.shown_to(user) if user else not field.roles:
                column = CustomColumn(field.key, custom=field, user=user)
                column.prepare([row for change in touched for row in sides(change)])
                self.columns.setdefault(field.model, []).append(column)

    def of(self, change) -> list[tuple[str, str, str, str]]:
        """Return (label, before, after, key) of each custom field that the change touched."""
        if not sides(change):
            return []
        before, after = sides(change)
        return [
            (column.custom.label, in_words(column, before), in_words(column, after), column.name)
            for column in self.columns.get(change.model, ())
            if before.custom.get(column.custom.name) != after.custom.get(column.custom.name)
        ]


def sides(change) -> tuple:
    """Return the custom values before and after as rows; nothing when none are mentioned."""
    values = [(side or {}).get("custom") or {} for side in (change.before, change.after)]
    return tuple(SimpleNamespace(custom=side) for side in values) if any(values) else ()


def in_words(column, row) -> str:
    value = column.value(row)
    if value is None:
        return _("(no longer there)") if row.custom.get(column.custom.name) else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
