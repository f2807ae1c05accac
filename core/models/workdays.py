"""Days that do not follow the week: holidays and make-up days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Marked


class Workday(models.Model):
    """A day that is told apart from its weekday; `core.workdays` answers questions about days."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=40, blank=True)

    class Meta:
        ordering = ["day"]
        triggers = [History(), Marked()]
        verbose_name = _("working day")
        verbose_name_plural = _("working days")

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"
