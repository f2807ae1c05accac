"""When customers return to the public pool by themselves, and who asked for more time."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import History
from core.models import Answered, EntriesField, Ranked, Warned
from core.querysets import RecordQuerySet
from core.reach import Common, Owned

from .customers import Customer

# The moment from which silence counts; customers_customer_silent is the index of it.
SINCE = Greatest("last_contact_at", "claimed_at", "created_at")
DAYS = (MinValueValidator(1), MaxValueValidator(3650))


class PoolRule(Ranked):
    """Customers of some levels and categories return to the pool after so many silent days.

    For each customer the first active rule that names it counts. With both numbers of days both
    must have passed.
    """

    reach = Common()

    name = models.CharField(pgettext_lazy("thing", "name"), max_length=60)
    levels = EntriesField("customer_level", verbose_name=_("levels"))
    categories = EntriesField("customer_category", verbose_name=_("categories"))
    contact_days = models.PositiveSmallIntegerField(
        _("days without a follow-up"), null=True, blank=True, validators=DAYS
    )
    order_days = models.PositiveSmallIntegerField(
        _("days without an order"), null=True, blank=True, validators=DAYS
    )
    warn_days = models.PositiveSmallIntegerField(
        _("days of warning"), default=7, validators=[MaxValueValidator(365)]
    )
    starts_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Nothing is moved before this day.")
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("saved by"),
    )

    objects = RecordQuerySet.as_manager()

    class Meta(Ranked.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact_days__isnull=False) | models.Q(order_days__isnull=False),
                name="customers_poolrule_has_days",
                violation_error_message=_(
                    "Enter days without a follow-up, without an order, or both."
                ),
            )
        ]
        verbose_name = _("pool rule")
        verbose_name_plural = _("pool rules")

    def __str__(self):
        return self.name


class PoolException(models.Model):
    """A customer that no pool rule moves."""

    named_by = ("customer",)

    customer = models.OneToOneField(
        Customer, models.CASCADE, related_name="pool_exception", verbose_name=_("customer")
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        triggers = [History()]
        verbose_name = _("exception from the pool rules")
        verbose_name_plural = _("exceptions from the pool rules")

    def __str__(self):
        return self.reason


class PoolWarning(Warned):
    """An account manager has been told that a customer returns to the pool soon."""

    customer = models.OneToOneField(
        Customer, models.CASCADE, related_name="+", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("warning of the pool")
        verbose_name_plural = _("warnings of the pool")


class ExtensionRequest(Answered):
    """An account manager asks to keep a customer some days longer; a supervisor answers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    TONES = {"waiting": "", "approved": "done", "refused": "end"}
    reach = Owned(record="customer", team="customers.CoWorker")
    granted_as = "customers.customer"

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="extensions", verbose_name=_("customer")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    days = models.PositiveSmallIntegerField(_("days"), validators=DAYS)
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    kept_until = models.DateField(_("kept until"), null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(state="waiting"),
                name="customers_extension_one_waiting",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(kept_until__isnull=False),
                name="customers_extension_kept_until",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by=None) | ~models.Q(answered_by=models.F("by")),
                name="customers_extension_answered_by_another",
            ),
        ]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")

    def __str__(self):
        return f"{self.customer} +{self.days}"

    @property
    def state_tone(self):
        return self.TONES[self.state]
