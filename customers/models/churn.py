"""Churn cases: customers about to leave, what is done about it, and how it ended."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import History
from core.models import DictionaryField, Record, bin_index, live_manager
from core.querysets import RecordQuerySet
from core.reach import Owned
from core.workflow import Flow

from .customers import Customer
from .totals import all_in_words


class ChurnState(models.TextChoices):
    WARNED = "warned", pgettext_lazy("churn", "Warned")
    DELAYED = "delayed", pgettext_lazy("churn", "Measures under way")
    CONFIRMED = "confirmed", pgettext_lazy("churn", "Lost")
    WON_BACK = "won_back", pgettext_lazy("churn", "Won back")


class ChurnReason(models.TextChoices):
    """What a customer is warned of; a case may have several."""

    MONTHS = "months", _("No order for long")
    RHYTHM = "rhythm", _("Beyond the usual rhythm")
    FALL = "fall", _("Falling amount")
    COMPLAINT = "complaint", _("Open complaint")


OPEN = (ChurnState.WARNED, ChurnState.DELAYED)
CHURN_FLOW = Flow(
    ChurnState,
    {
        state: {
            "delay": ChurnState.DELAYED,
            "confirm": ChurnState.CONFIRMED,
            "win_back": ChurnState.WON_BACK,
        }
        for state in OPEN
    },
)


class ChurnCaseQuerySet(RecordQuerySet):
    """Questions about churn cases in the words of the business."""

    def open(self):
        return self.filter(state__in=OPEN)


class ChurnCase(Record):
    """A customer that is about to leave (流失预警); at most one open case per customer.

    `reasons` are codes with their figures; `said` tells them in words. `orders_before` and
    `last_order_before` are what the customer had bought when the case was opened: an order beyond
    that ends the case by itself.
    """

    TONES = {"warned": "wait", "delayed": "live", "confirmed": "end", "won_back": "done"}

    reach = Owned(record="customer", team="customers.CoWorker")
    search_text = ()

    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,  # customers_churncase_customer begins with it
        related_name="churn_cases",
        verbose_name=_("customer"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ChurnState, default=ChurnState.WARNED, editable=False
    )
    reasons = models.JSONField(_("reasons"), default=list, editable=False)
    opened_on = models.DateField(_("warned on"), editable=False)
    look_again_on = models.DateField(_("look again on"), null=True, editable=False)
    orders_before = models.PositiveIntegerField(default=0, editable=False)
    last_order_before = models.DateField(null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )
    outcome = models.CharField(_("how it ended"), max_length=200, blank=True, editable=False)

    objects = live_manager(ChurnCaseQuerySet)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(state__in=["warned", "delayed"], deleted_at=None),
                name="customers_churncase_one_open",
                violation_error_message=_("This customer has an open churn case already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["warned", "delayed"], ended_on=None)
                | models.Q(state__in=["confirmed", "won_back"], ended_on__isnull=False),
                name="customers_churncase_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="delayed") | models.Q(look_again_on__isnull=False),
                name="customers_churncase_look_again",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="customers_churncase_customer"),
            models.Index(fields=["state", "id"], name="customers_churncase_state"),
            models.Index(fields=["opened_on", "id"], name="customers_churncase_opened"),
            models.Index(fields=["look_again_on", "id"], name="customers_churncase_look"),
            bin_index("customers_churncase"),
        ]
        verbose_name = _("churn case")
        verbose_name_plural = _("churn cases")

    def __str__(self):
        return str(self.customer)

    def history_parts(self):
        """The measures tell their making on this record's history."""
        return self.measures.select_related("kind")

    @property
    def state_tone(self):
        return self.TONES[self.state]

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def said(self):
        """The reasons in words."""
        return all_in_words(self.reasons)


class ChurnMeasure(models.Model):
    """Something done to keep a customer (挽留措施); written once, never changed."""

    granted_as = "customers.churncase"
    reach = Owned(record="case__customer", team="customers.CoWorker")

    case = models.ForeignKey(
        ChurnCase, models.CASCADE, related_name="measures", verbose_name=_("churn case")
    )
    kind = DictionaryField("churn_measure", verbose_name=_("measure"), null=False, blank=False)
    note = models.CharField(_("what exactly"), max_length=200, blank=True)
    look_again_on = models.DateField(_("look again on"))
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["-pk"]
        triggers = [
            History(),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]
        verbose_name = _("churn measure")
        verbose_name_plural = _("churn measures")

    def __str__(self):
        return " · ".join(part for part in (self.kind.label, self.note) if part)
