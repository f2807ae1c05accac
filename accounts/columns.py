"""Columns of the list of accounts."""

from django.db.models import prefetch_related_objects

from accounts import facts
from core.tables import Column


class RolesColumn(Column):
    def prepare(self, rows) -> None:
        prefetch_related_objects(list(rows), "groups__role")

    def value(self, row):
        return facts.roles_of(row)


class StateColumn(Column):
    def value(self, row):
        row.is_active_tone = facts.tone_of(row)
        return facts.state_of(row)
