from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History


class SecondFactor(models.Model):
    """The authenticator app of a person, and recovery codes for the day it is lost.

    `last_step` is the step of the last code that was accepted: none counts twice. `codes` holds
    hashes; each goes when it is used.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="second_factor",
        verbose_name=_("person"),
    )
    secret = models.CharField(max_length=64, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    codes = ArrayField(models.CharField(max_length=64), default=list, editable=False)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        triggers = [History(hidden=("secret", "last_step", "codes"))]
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self):
        return str(self.user)
