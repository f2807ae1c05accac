"""Care (客户关怀): what was done about a birthday, an anniversary or a long silence."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.reach import Owned

from .contacts import Contact
from .customers import Customer


class CareMark(models.Model):
    """One occasion that somebody has seen to; `on` is the day of the occasion."""

    granted_as = "customers.customer"
    reach = Owned(record="customer", team="customers.CoWorker", pooled=True)

    kind = models.CharField(_("occasion"), max_length=20)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="+", verbose_name=_("contact")
    )
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "customer", "contact", "on"],
                nulls_distinct=False,
                name="customers_caremark_once",
            )
        ]
        verbose_name = _("care done")
        verbose_name_plural = _("care done")

    def __str__(self):
        return f"{self.kind} {self.on}"
