from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Answered(models.Model):
    """A wish of one person that another one answers: who did so, when and in which words."""

    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        abstract = True
