from django.db import models


class CallCount(models.Model):
    """How often a token, or an address with wrong tokens, called within one minute."""

    who = models.CharField(max_length=60, primary_key=True)
    minute = models.BigIntegerField()
    calls = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.who}: {self.calls}"
