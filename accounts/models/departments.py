from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.querysets import RecordQuerySet
from core.reach import Common
from core.search import PlainText


class Department(models.Model):
    """A node of the department tree.

    `path` lists the ids from the root down, as "/1/4/9/": "this department and below" is a
    prefix. `accounts.services.departments` keeps it.
    """

    reach = Common()
    search_text = (PlainText("name"),)

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent department"),
    )
    path = models.CharField(max_length=200, editable=False, default="")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leader"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        triggers = [History()]
        indexes = [
            models.Index(
                fields=["path"], name="accounts_department_path", opclasses=["text_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="accounts_department_name_once",
                nulls_distinct=False,
                violation_error_message=_("There is a department of this name already."),
            )
        ]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self):
        return self.name
