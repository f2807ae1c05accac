"""Work on many rows: imports, exports, bulk actions and undoing them, with progress and result."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchQuerySet(models.QuerySet):
    """Whose batches a person may open."""

    def visible_to(self, user, action="view"):
        """Keep the person's own; with a grant on jobs everybody's."""
        return self if user.may(self.model, action) else self.filter(by=user)


class Batch(models.Model):
    """One piece of work on many rows, done at once or by the job worker.

    `done` counts the finished rows and only grows in the transaction that finished them, so a
    batch whose worker was killed goes on after the last finished row. `turn` counts how often it
    was begun from the first row: a pass of an earlier turn has been overtaken.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        EXPORT = "export", _("Export")
        BULK = "bulk", _("Bulk action")
        UNDO = "undo", _("Undo")
        HANDOVER = "handover", _("Handover")

    class State(models.TextChoices):
        DRAFT = "draft", _("Not started")
        CHECKING = "checking", _("Checking")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    OPEN = (State.DRAFT, State.CHECKING, State.CHECKED, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
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
    turn = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    ok_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    undo_of = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="undos"
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="core_batch_by")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="core_batch_done_lte_total"
            ),
            models.UniqueConstraint(
                fields=["undo_of"],
                condition=models.Q(undo_of__isnull=False),
                name="core_batch_undone_once",
            ),
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
    """What became of one row of a batch; `errors` is [[column, value, reason], …].

    What a record looked like before and after stands in the audit trail (`batch.changes`). The
    items of an undo are the rows that the batch touched, the last one first; `outcome` is what
    the batch did to them, and one with errors is left as it is. `values` of a row of a sheet say
    what it resembles.
    """

    class Outcome(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        REMOVED = "removed", _("Removed")
        SAME = "same", _("Nothing to change")
        SKIPPED = "skipped", _("Left out as a double")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    line = models.PositiveIntegerField()
    model = models.CharField(max_length=80, blank=True)  # empty: the model of the batch
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
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
