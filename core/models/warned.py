from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Warned(models.Model):
    """Somebody has been told of a danger to a record of theirs; see `core.warning`.

    The model has a one-to-one key to the record beside these.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("account manager"),
    )
    told_at = models.DateTimeField(_("time"), db_default=Now())

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.pk} {self.told_at:%Y-%m-%d}"
