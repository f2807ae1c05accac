"""Columns of the list of accounts."""

from django.db.models import prefetch_related_objects
from django.urls import reverse

from accounts import facts
from core.tables import Column


class Named(str):
    """A user name that leads to where the account is kept."""

    url = ""

    def get_absolute_url(self) -> str:
        return self.url


class NameColumn(Column):
    def value(self, row):
        found = Named(row.username)
        found.url = reverse("admin:accounts_user_change", args=[row.pk])
        return found


class RolesColumn(Column):
    def prepare(self, rows) -> None:
        prefetch_related_objects(list(rows), "groups__role")

    def value(self, row):
        return facts.roles_of(row)


class StateColumn(Column):
    def value(self, row):
        row.is_active_tone = facts.tone_of(row)
        return facts.state_of(row)
