"""What grants on reports hang on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Usage(models.Model):
    """What the grant to see who uses the program hangs on; it has no table and no rows."""

    class Meta:
        managed = False
        default_permissions = ("view",)
        verbose_name = _("usage of the program")
        verbose_name_plural = _("usage of the program")
