"""What lies between a form and its record: one-time keys, and drafts of what was typed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FormKey(models.Model):
    """A form that was sent; its key is stored with the record, so a second sending makes none.

    `digest` tells the same form sent twice from an old one that was changed and sent again.
    """

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.model} {self.object_id}"


class Draft(models.Model):
    """What somebody has typed into a form and not saved; nobody else reaches it.

    `page` is the address of the form, `data` what the form would send: {name: [value, …]}.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    page = models.CharField(_("page"), max_length=300)
    title = models.CharField(_("form"), max_length=200, blank=True)
    data = models.JSONField()
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="core_draft_one_per_page")
        ]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self):
        return self.title or self.page
