"""The sign that something has changed which processes keep; see `core.kept`."""

import uuid

from django.db import models


class Mark(models.Model):
    """One row, whose value is another one after each change."""

    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_mark_one_row")]

    def __str__(self):
        return str(self.value)
