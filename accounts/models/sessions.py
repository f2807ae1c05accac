import hashlib

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in; `accounts.sessions` writes it.

    The key is what opens the door, so pages name a session by its `handle`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("person"),
    )
    address = models.GenericIPAddressField(pgettext_lazy("network", "address"), null=True)
    browser = models.CharField(_("browser"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("signed in"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last used"), default=timezone.now)

    class Meta:
        ordering = ["-last_seen_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self):
        return f"{self.browser} {self.address}"

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """A name of the session that opens nothing."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:20]
