from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from core.audit import History

from .customers import Customer


class DistinctPair(models.Model):
    """Somebody has decided that two customers that look like one are two."""

    named_by = ("first", "second")

    first = models.ForeignKey(
        Customer, models.CASCADE, related_name="told_apart", verbose_name=_("customer")
    )
    second = models.ForeignKey(
        Customer, models.CASCADE, related_name="told_apart_too", verbose_name=_("other customer")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                name="customers_distinctpair_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="customers_distinctpair_two"
            ),
        ]
        verbose_name = _("pair of different customers")
        verbose_name_plural = _("pairs of different customers")

    def __str__(self):
        return f"{self.first} ≠ {self.second}"
