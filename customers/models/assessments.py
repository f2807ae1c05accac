"""What was thought of a customer over time: its credit, and how satisfied it was."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.models import DictionaryField, Record, bin_index
from core.querysets import RecordQuerySet
from core.reach import Owned

from .customers import Customer


class CreditAssessment(Record):
    """One assessment of a customer's credit; the newest gives the customer its credit level."""

    reach = Owned(record="customer", team="customers.CoWorker", pooled=True)
    granted_as = "customers.customer"
    search_text = ()

    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="credit_assessments",
        verbose_name=_("customer"),
    )
    on = models.DateField(_("assessed on"), default=timezone.localdate)
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    level = DictionaryField(
        "credit_level", verbose_name=_("credit level"), null=False, blank=False, db_index=False
    )
    reason = models.CharField(_("reason"), max_length=200)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("assessed by"),
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__lte=100), name="customers_creditassessment_score"
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-on", "-id"], name="customers_credit_newest"),
            bin_index("customers_creditassessment"),
        ]
        verbose_name = _("credit assessment")
        verbose_name_plural = _("credit assessments")

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.level}"


class Satisfaction(models.Model):
    """How satisfied a customer said it was at some moment; the newest stands on the customer."""

    reach = Owned(record="customer", team="customers.CoWorker", pooled=True)
    granted_as = "customers.customer"

    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="satisfactions",
        verbose_name=_("customer"),
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    level = DictionaryField(
        "satisfaction", verbose_name=_("satisfaction"), null=False, blank=False, db_index=False
    )
    source = models.CharField(_("source"), max_length=80)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [History()]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="customers_satisfaction_newest")
        ]
        verbose_name = _("satisfaction")
        verbose_name_plural = _("satisfaction")

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.level}"
