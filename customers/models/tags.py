"""Tags and where they hang."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import History
from core.models import Tagging
from core.querysets import RecordQuerySet
from core.reach import Common

from .contacts import Contact
from .customers import Customer


class Tag(models.Model):
    """A word of the firm's own that is put on records; one in use is never deleted."""

    reach = Common()
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="customers_tag_name_once",
                violation_error_message=_("There is a tag of this name already."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="customers_tag_has_name"),
        ]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self):
        return self.name

    @property
    def code(self):
        """What other programs call it by."""
        return self.name


class TagLink(Tagging):
    """A tag of this firm on a record."""

    tag = models.ForeignKey(
        Tag, models.PROTECT, db_index=False, related_name="+", verbose_name=_("tag")
    )

    class Meta(Tagging.Meta):
        abstract = True


class CustomerTag(TagLink):
    record = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="taggings",
        verbose_name=_("customer"),
    )


class ContactTag(TagLink):
    record = models.ForeignKey(
        Contact,
        models.CASCADE,
        db_index=False,
        related_name="taggings",
        verbose_name=_("contact"),
    )
