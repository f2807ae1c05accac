"""Who looked at which masked value."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History


class Reveal(models.Model):
    """One click that showed a masked value; its trail says when and from where."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    model = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    field = models.CharField(_("field"), max_length=60)

    class Meta:
        triggers = [History()]
        indexes = [models.Index(fields=["by", "-at"], name="core_reveal_by")]
        verbose_name = _("shown value")
        verbose_name_plural = _("shown values")

    def __str__(self):
        return f"{self.model} {self.object_id} {self.field}"
