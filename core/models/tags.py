"""Tags on records: a kind of record that may carry some declares the table that holds them."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import History


class Tagging(models.Model):
    """One tag on one record; subclasses add `tag`, and `record` with the way back `taggings`."""

    named_by = ("tag",)  # what its name is made of; see core.undoing.naming

    class Meta:
        abstract = True
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["record", "tag"], name="%(app_label)s_%(class)s_once")
        ]
        indexes = [models.Index(fields=["tag", "record"], name="%(app_label)s_%(class)s_tag")]
        verbose_name = gettext_lazy("tag on a record")
        verbose_name_plural = gettext_lazy("tags on records")

    def __str__(self):
        return str(self.tag)

    @classmethod
    def told(cls, change, names) -> str:
        """Return one change of the audit trail as a sentence; `names` are those of the tags."""
        key = (change.after or change.before or {}).get("tag_id")
        name = names.get((cls, "tag_id", key)) or _("(no longer there)")
        if change.operation == change.Operation.DELETE:
            return _("removed the tag “%s”") % name
        return _("added the tag “%s”") % name
