from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History


class ApiToken(models.Model):
    """A key with which a program acts as a person, within `scopes` such as "customers:read".

    The secret is shown once; `digest` recognises it. `seal` is the person's session hash of that
    moment: a new password and signing out everywhere end tokens as they end sessions.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("person"),
    )
    name = models.CharField(_("what it is for"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    seal = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("what it may do"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        triggers = [History(hidden=("digest", "seal", "last_used_at"))]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_live(self) -> bool:
        """Whether time and the person's own doings let it in; grants are asked beside this."""
        user = self.user
        return (
            self.revoked_at is None
            and self.expires_at > timezone.now()
            and user.is_active
            and not user.must_change_password
            and self.is_sealed
        )

    @property
    def is_sealed(self) -> bool:
        """Whether password and sign-outs are still those of the day it was made."""
        hashes = (self.user.get_session_auth_hash(), *self.user.get_session_auth_fallback_hash())
        return self.seal in hashes

    @property
    def state(self) -> tuple[str, str]:
        """The tone and the word of the state."""
        if self.revoked_at:
            return "end", _("Revoked")
        if self.expires_at <= timezone.now():
            return "end", _("Expired")
        if not self.is_live:
            return "end", _("Ended with the password or the account")
        return "live", _("In use") if self.last_used_at else _("Ready")
