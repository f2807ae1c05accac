from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Answered, Record, bin_index
from core.reach import Owned

from .customers import Customer


class AccessRequest(Answered, Record):
    """A colleague asks to work on a customer of somebody else, who answers, or a supervisor."""

    class Kind(models.TextChoices):
        COWORK = "cowork", _("Co-work")
        TAKEOVER = "takeover", _("Take over")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    TONES = {"open": "wait", "accepted": "done", "refused": "end"}

    reach = Owned(record="customer", pooled=True)
    granted_as = "customers.customer"
    search_text = ()

    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="access_requests",
        verbose_name=_("customer"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    kind = models.CharField(_("what is asked"), max_length=8, choices=Kind)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "asked_by", "kind"],
                condition=models.Q(state="open", deleted_at=None),
                name="customers_accessrequest_open_once",
                violation_error_message=_("You have asked this already; the answer is awaited."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(answered_by__isnull=False),
                name="customers_accessrequest_answered_by",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by=None) | ~models.Q(answered_by=models.F("asked_by")),
                name="customers_accessrequest_answered_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="customers_accessrequest_of"),
            bin_index("customers_accessrequest"),
        ]
        verbose_name = _("request for a customer")
        verbose_name_plural = _("requests for customers")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.asked_by}"

    @property
    def state_tone(self):
        return self.TONES[self.state]
