from django.conf import settings
from django.db import models
from django.utils import timezone


class OldPassword(models.Model):
    """The hash of a password that somebody had: it is not taken again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="old_passwords", editable=False
    )
    password = models.CharField(max_length=128, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return str(self.at)
