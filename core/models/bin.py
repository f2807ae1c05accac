"""The right to empty the recycle bin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecycleBin(models.Model):
    """What the grant to delete for good hangs on; it has no table and no rows."""

    class Meta:
        managed = False
        default_permissions = ("delete",)
        verbose_name = _("recycle bin")
        verbose_name_plural = _("recycle bin")
