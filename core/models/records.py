"""The base of every business record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.querysets import LiveManager, RecordQuerySet
from core.reach import Common
from core.routes import url_for

from .checked import Checked


def live_manager(queryset_class=RecordQuerySet):
    """Return a manager of rows outside the recycle bin with the methods of `queryset_class`."""
    base = models.Manager.from_queryset(queryset_class)
    return type("LiveRecordManager", (LiveManager, base), {"use_in_migrations": False})()


def bin_index(table):
    """Return the index that the recycle bin of a table is read from."""
    condition = models.Q(deleted_at__isnull=False)
    return models.Index(fields=["deleted_at"], name=f"{table}_bin", condition=condition)


class Record(Checked):
    """A row of the business: who made it and when, its version, its place in the recycle bin.

    `version` counts the saves of the edit form, so that the second of two people who edit the
    same record is told. Every change of a row is kept by the trigger `History`.
    """

    reach = Common()

    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    deletion_reason = models.CharField(
        _("why deleted"), max_length=200, blank=True, editable=False, db_default=""
    )
    custom = models.JSONField(
        _("custom fields"),
        default=dict,
        db_default=models.Value({}, output_field=models.JSONField()),
        editable=False,
    )

    objects = live_manager()
    everything = models.Manager.from_queryset(RecordQuerySet)()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        base_manager_name = "everything"
        triggers = [History()]

    def get_absolute_url(self):
        return url_for(self, "detail")


class OwnedRecord(Record):
    """A record that belongs to a person."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )

    class Meta(Record.Meta):
        abstract = True
