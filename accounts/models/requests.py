from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.querysets import RecordQuerySet
from core.reach import Common
from core.routes import url_for
from core.search import PlainText


class AccountRequest(models.Model):
    """A stranger asks for an account; nothing works before somebody approves it.

    Whoever may open accounts reviews requests. Everything here was typed by a stranger.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for review")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    reach = Common()
    granted_as = "accounts.user"
    search_text = (PlainText("username"), PlainText("real_name"))

    username = models.CharField(
        _("user name wished for"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    real_name = models.CharField(_("real name"), max_length=40)
    department_name = models.CharField(_("department"), max_length=80)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    reason = models.CharField(_("what for"), max_length=300)
    language = models.CharField(max_length=10, default="zh-hans", editable=False)
    address = models.GenericIPAddressField(
        _("network address"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN, editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    answer = models.CharField(_("reason of the refusal"), max_length=200, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="request",
        editable=False,
        verbose_name=_("account"),
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [History()]
        indexes = [
            models.Index(fields=["state", "-id"], name="accounts_request_state"),
            models.Index(fields=["created_at", "id"], name="accounts_request_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                "phone",
                Lower("email"),
                condition=Q(state="open"),
                name="accounts_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | Q(~Q(state="open"), decided_at__isnull=False, decided_by__isnull=False),
                name="accounts_request_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", account__isnull=False)
                | Q(~Q(state="approved"), account=None),
                name="accounts_request_account",
            ),
        ]
        verbose_name = _("account request")
        verbose_name_plural = _("account requests")

    def __str__(self):
        return f"{self.real_name} ({self.username})"

    def get_absolute_url(self):
        return url_for(self, "detail")

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def state_tone(self) -> str:
        tones = {self.State.OPEN: "wait", self.State.APPROVED: "done"}
        return tones.get(self.state, "end")

    @property
    def contact(self) -> str:
        return " · ".join(filter(None, (self.phone, self.email)))
