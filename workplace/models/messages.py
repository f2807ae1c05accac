"""What people are told, and what each of them wants to be told of."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History


class Message(models.Model):
    """Something that one person is told; nobody else ever sees it.

    Has no history: it reports what happened to records that have one, nobody edits it, and of its
    own life there is nothing to tell but when it was read. It hangs on a record by label and key
    like a row of the audit trail; without one, `url` is a page of this site.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="messages",
        db_index=False,  # the indexes below begin with it
        editable=False,
    )
    kind = models.CharField(max_length=60, editable=False)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    model = models.CharField(max_length=60, blank=True, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)
    more = models.PositiveIntegerField(default=0, editable=False)  # others alike
    url = models.CharField(max_length=300, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,  # nobody asks what somebody has told
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="workplace_message_person"),
            models.Index(
                fields=["person", "-id"],
                name="workplace_message_unread",
                condition=models.Q(read_at=None),
            ),
            models.Index(fields=["created_at"], name="workplace_message_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(model="", object_id=None)
                | models.Q(models.Q(object_id__isnull=False), ~models.Q(model="")),
                name="workplace_message_about",
            )
        ]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return self.kind


class MessageChoice(models.Model):
    """How one person wants to be told of one kind of thing; without a row the kind decides."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_choices", editable=False
    )
    kind = models.CharField(_("kind of message"), max_length=60)
    page = models.BooleanField(_("on the page"), default=True)
    mail = models.BooleanField(_("by mail"), default=False)

    class Meta:
        ordering = ["pk"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="workplace_messagechoice_once")
        ]
        verbose_name = _("message setting")
        verbose_name_plural = _("message settings")

    def __str__(self):
        return self.kind
