"""Work on many rows: imports, exports and bulk actions, with their progress and result."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    """One piece of work on many rows, done at once or by the job worker.

    `done` counts the finished rows and only grows in the transaction that finished them, so a
    batch whose worker was killed goes on after the last finished row.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        EXPORT = "export", _("Export")
        BULK = "bulk", _("Bulk action")

    class State(models.TextChoices):
        DRAFT = "draft", _("Not started")
        CHECKING = "checking", _("Checking")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=8, choices=Kind)
    model = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    filename = models.CharField(max_length=200, blank=True)
    source = models.FileField(upload_to="batches/%Y%m/", blank=True)
    result = models.FileField(upload_to="batches/%Y%m/", blank=True)
    options = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    ok_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="core_batch_by")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="core_batch_done_lte_total"
            )
        ]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self):
        return f"{self.get_kind_display()} {self.filename or self.model}"

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class BatchItem(models.Model):
    """What became of one row of a batch; `errors` is [[column, value, reason], …]."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    line = models.PositiveIntegerField()
    object_id = models.BigIntegerField(null=True)
    errors = models.JSONField(default=list)
    values = models.JSONField(null=True)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="core_batchitem_once")
        ]

    def __str__(self):
        return f"{self.batch_id}:{self.line}"
