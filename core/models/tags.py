"""Rows that only say that two records belong together; tags on records are the best known."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import History


class Link(models.Model):
    """What hangs on a record by a table between; the history of `record` tells of it.

    Subclasses add `record`, and the other record under the name in `named_by`.
    """

    named_by: tuple[str, ...] = ()  # what its name is made of; see core.undoing.naming

    class Meta:
        abstract = True
        triggers = [History()]

    def __str__(self):
        return str(getattr(self, self.named_by[0]))

    @classmethod
    def other(cls):
        """Return the field of the other record."""
        return cls._meta.get_field(cls.named_by[0])

    @classmethod
    def told(cls, change, names) -> str:
        """Return one change of the audit trail as a sentence; `names` are those of the others."""
        key = (change.after or change.before or {}).get(cls.other().column)
        name = names.get((cls, cls.other().column, key)) or _("(no longer there)")
        return cls.says(name, change.operation == change.Operation.DELETE)

    @classmethod
    def says(cls, name, gone) -> str:
        """Return the sentence of one that came or went."""
        said = _("%(kind)s removed: %(name)s") if gone else _("%(kind)s added: %(name)s")
        return said % {"kind": capfirst(cls.other().verbose_name), "name": name}


class Tagging(Link):
    """One tag on one record; subclasses add `tag`, and `record` with the way back `taggings`."""

    named_by = ("tag",)

    class Meta(Link.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["record", "tag"], name="%(app_label)s_%(class)s_once")
        ]
        indexes = [models.Index(fields=["tag", "record"], name="%(app_label)s_%(class)s_tag")]
        verbose_name = gettext_lazy("tag on a record")
        verbose_name_plural = gettext_lazy("tags on records")

    @classmethod
    def says(cls, name, gone):
        return (_("removed the tag “%s”") if gone else _("added the tag “%s”")) % name
