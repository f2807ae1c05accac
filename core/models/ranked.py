from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Marked


class Ranked(models.Model):
    """A rule among others of its kind: the first active one that fits counts."""

    position = models.PositiveSmallIntegerField(
        _("rank"), default=10, help_text=_("Of several rules that fit, the lowest rank counts.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        triggers = [History(), Marked()]
