"""The audit trail: what the history triggers write."""

import json
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit import NeverEmptied
from core.querysets import RecordQuerySet
from core.reach import Common


class ExactDecoder(json.JSONDecoder):
    """Reads 49600.00 as the decimal that PostgreSQL wrote, to the cent."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "parse_float": Decimal})


class AddressPart(models.Func):
    """The address in `origin`, which follows the number of the request."""

    template = "split_part(%(expressions)s, ' ', 2)"
    output_field = models.TextField()


class Change(models.Model):
    """One insert, update or delete of one row: who, when, by which verb, before and after.

    `model` is a label such as "sales.order"; `before` and `after` hold column values: all of
    them for an insert or a delete, only the differing ones for an update.
    """

    class Operation(models.TextChoices):
        INSERT = "INSERT", _("added")
        UPDATE = "UPDATE", _("changed")
        DELETE = "DELETE", _("removed")

    at = models.DateTimeField(_("time"), editable=False)
    model = models.CharField(max_length=80, editable=False)
    object_id = models.BigIntegerField(editable=False)
    operation = models.CharField(_("action"), max_length=6, choices=Operation, editable=False)
    verb = models.CharField(max_length=60, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,  # core_change_by
        related_name="+",
        editable=False,
        verbose_name=_("by"),
    )
    origin = models.CharField(max_length=80, blank=True, editable=False)  # request id, address
    batch = models.ForeignKey(
        "core.Batch",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,  # core_change_batch leaves out the many that belong to none
        related_name="changes",
        editable=False,
        verbose_name=_("job"),
    )
    before = models.JSONField(null=True, editable=False, decoder=ExactDecoder)
    after = models.JSONField(null=True, editable=False, decoder=ExactDecoder)

    reach = Common()
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the audit search: the newest first, of all, of a person, of a kind, of an action
            models.Index(fields=["at", "id"], name="core_change_at"),
            models.Index(fields=["by", "at", "id"], name="core_change_by"),
            models.Index(fields=["model", "at", "id"], name="core_change_kind"),
            models.Index(fields=["verb", "at", "id"], name="core_change_verb"),
            models.Index(
                fields=["at", "id"],
                condition=models.Q(operation="DELETE"),
                name="core_change_removed",
            ),
            models.Index(OpClass(F("origin"), name="text_pattern_ops"), name="core_change_origin"),
            models.Index(
                OpClass(AddressPart(F("origin")), name="text_pattern_ops"),
                name="core_change_address",
            ),
            models.Index(fields=["model", "object_id", "-id"], name="core_change_object"),
            models.Index(
                fields=["batch", "id"],
                condition=models.Q(batch__isnull=False),
                name="core_change_batch",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NeverEmptied(),
        ]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return f"{self.get_operation_display()} {self.object_id}"

    def get_absolute_url(self):
        return reverse("core:change_detail", args=[self.pk])

    @property
    def actor(self) -> str:
        return str(self.by or _("System"))

    @property
    def reference(self) -> str:
        """Return the number of the request, or the name of the job."""
        return self.origin.partition(" ")[0]

    @property
    def address(self) -> str:
        return self.origin.partition(" ")[2]
