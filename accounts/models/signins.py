"""Who came to the door, and how often somebody tried it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import NeverEmptied
from core.querysets import RecordQuerySet
from core.reach import Common
from core.search import PlainText


class SignInQuerySet(RecordQuerySet):
    def failed(self):
        """Keep the attempts that opened nothing."""
        return self.filter(outcome__in=SignIn.FAILED)


class SignIn(models.Model):
    """One attempt to sign in, or a sign-out: who, from where, with what, and what came of it.

    Written once and never changed; the database itself refuses to remove a row before the time
    that the firm has set (`sign_in_days`) is over.
    """

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("sign-in", "Signed in")
        WRONG = "wrong", _("Wrong password")
        UNKNOWN = "unknown", _("Unknown user name")
        DISABLED = "disabled", _("Account disabled")
        LOCKED = "locked", _("Locked for a while")
        CODE = "code", _("Picture code wrong or missing")
        EXPIRED = "expired", _("One-time password too old")
        FACTOR = "factor", _("Second factor wrong")
        OUT = "out", _("Signed out")
        IDLE = "idle", _("Ended: nothing happened for long")
        LIMIT = "limit", _("Ended: signed in for too long")

    FAILED = (
        Outcome.WRONG,
        Outcome.UNKNOWN,
        Outcome.DISABLED,
        Outcome.LOCKED,
        Outcome.CODE,
        Outcome.EXPIRED,
        Outcome.FACTOR,
    )

    reach = Common()
    search_text = (PlainText("name"), PlainText("person__real_name"))

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,  # accounts_signin_person
        related_name="sign_ins",
        editable=False,
        verbose_name=_("person"),
    )
    name = models.CharField(_("name typed"), max_length=150, editable=False)
    address = models.GenericIPAddressField(pgettext_lazy("network", "address"), null=True)
    browser = models.CharField(_("browser"), max_length=80, blank=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, editable=False)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="accounts_signin_person"),
            models.Index(fields=["at"], name="accounts_signin_at"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="kept_for_long",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF OLD.at > now() - make_interval(days => coalesce(
                        (SELECT (value #>> '{}')::int FROM public.core_setting
                         WHERE name = 'sign_in_days'), 365)) THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                    END IF;
                    RETURN OLD;
                """,
            ),
            NeverEmptied(),
        ]
        verbose_name = _("sign-in record")
        verbose_name_plural = _("sign-in records")

    def __str__(self):
        return f"{self.name} {self.get_outcome_display()}"

    @property
    def outcome_tone(self) -> str:
        """The tone of the state: what opened, what was refused, what ended."""
        if self.outcome == self.Outcome.DONE:
            return "done"
        return "wait" if self.outcome in self.FAILED else "end"


class Tries(models.Model):
    """How often a name, an address, or a name from an address was tried without success.

    `until` is when the count is forgotten, or the lock opens.
    """

    key = models.CharField(max_length=250, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    def __str__(self):
        return f"{self.key}: {self.count}"


class UsedCode(models.Model):
    """A picture code that was answered, rightly or not: it counts once."""

    key = models.UUIDField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.key)
