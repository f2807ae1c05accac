"""What was done to keep the system safe: backups, their proof, checks of the data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Upkeep(models.Model):
    """One backup, verification or check, as administrators see it."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup")
        VERIFICATION = "verify", _("Verification of a backup")
        INTEGRITY = "integrity", _("Check of the data")

    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    ok = models.BooleanField()
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "-id"], name="core_upkeep_kind")]
        verbose_name = _("upkeep")
        verbose_name_plural = _("upkeep")

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
