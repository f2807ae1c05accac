"""Files that hang on records."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History


def random_place(attachment, name) -> str:
    """Return where a file is kept: nothing of the name that a stranger gave it."""
    return f"attachments/{timezone.localdate():%Y%m}/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file on a record of any kind; reached by whoever reaches that record.

    `model` and `object_id` name the record like a row of the audit trail does. `content_type` was
    read from the bytes. What is removed waits in the recycle bin like a record.
    """

    model = models.CharField(max_length=80, editable=False)
    object_id = models.BigIntegerField(editable=False)
    file = models.FileField(upload_to=random_place, max_length=80, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    content_type = models.CharField(max_length=80, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("added by"),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        triggers = [History()]
        indexes = [
            models.Index(fields=["model", "object_id", "-id"], name="core_attachment_record"),
            models.Index(
                fields=["deleted_at"],
                name="core_attachment_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it instead of storing it."""
        return self.is_picture or self.content_type == "application/pdf"
