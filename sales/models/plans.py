from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from core.querysets import RecordQuerySet
from core.reach import Owned

from .opportunities import Opportunity


class DevelopmentPlan(Record):
    """How the assignee means to win an opportunity: steps, executed one after the other."""

    reach = Owned(record="opportunity")
    search_text = ()

    opportunity = models.OneToOneField(
        Opportunity, models.CASCADE, related_name="plan", verbose_name=_("opportunity")
    )
    goal = models.CharField(_("goal"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("development plan")
        verbose_name_plural = _("development plans")

    def __str__(self):
        return self.goal or str(self.opportunity)


class PlanStep(models.Model):
    """One step of a plan: when, what, and once it is done, its result."""

    granted_as = "sales.developmentplan"
    reach = Owned(record="plan__opportunity")

    plan = models.ForeignKey(
        DevelopmentPlan,
        models.CASCADE,
        related_name="steps",
        verbose_name=_("development plan"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    due_on = models.DateField(_("date"))
    what = models.CharField(_("what to do"), max_length=200)
    result = models.TextField(_("result"), blank=True)
    done_at = models.DateTimeField(_("done"), null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        triggers = Record.Meta.triggers
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(result=""),
                name="sales_planstep_done_has_result",
            )
        ]
        verbose_name = _("plan step")
        verbose_name_plural = _("plan steps")

    def __str__(self):
        return self.what
