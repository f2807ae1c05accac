"""What the firm has decided differently from the defaults."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History


class Setting(models.Model):
    """One decision of the firm; a setting that stands at its default has no row.

    `core.firm` knows which settings there are and reads them.
    """

    name = models.SlugField(_("setting"), unique=True)
    value = models.JSONField(_("value"))

    class Meta:
        ordering = ["name"]
        triggers = [History()]
        verbose_name = _("firm setting")
        verbose_name_plural = _("firm settings")

    def __str__(self):
        from core.firm import settings

        known = settings.get(self.name)
        return str(known.label) if known else self.name
