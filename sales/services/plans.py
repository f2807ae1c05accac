"""What can happen to a development plan and its steps."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, saving
from core.errors import RuleBroken
from core.locking import lock
from sales.models import OPPORTUNITY_FLOW, DevelopmentPlan, Opportunity, PlanStep


def make(opportunity: Opportunity, *, goal="", steps, by) -> DevelopmentPlan:
    """Make the plan of a chance: `steps` are (day, what) pairs, at least one.

    Called again it changes the goal and adds steps; steps that are done stay as they are.
    """
    with audit.acting(by, "plan.make"):
        lock(opportunity)
        assignee_only(opportunity, by)
        if not steps and not hasattr(opportunity, "plan"):
            raise RuleBroken(_("A plan needs at least one step."))
        opportunity.state = OPPORTUNITY_FLOW.next(opportunity.state, "plan")
        opportunity.save(update_fields=["state", "updated_at"])
        plan = DevelopmentPlan.objects.filter(opportunity=opportunity).first()
        if plan is None:
            plan = saving.create(DevelopmentPlan(opportunity=opportunity, goal=goal), by=by)
        elif goal and plan.goal != goal:
            plan.goal = goal
            plan.save(update_fields=["goal", "updated_at"])
        start = plan.steps.count()
        PlanStep.objects.bulk_create(
            PlanStep(plan=plan, position=start + place, due_on=day, what=what)
            for place, (day, what) in enumerate(steps)
        )
    return plan


def record_step(step: PlanStep, *, result: str, by) -> PlanStep:
    """Record the result of a step; steps are executed one after the other."""
    with audit.acting(by, "plan.step"):
        opportunity = lock(step.plan.opportunity)
        assignee_only(opportunity, by)
        OPPORTUNITY_FLOW.next(opportunity.state, "step")
        lock(step)
        if step.done_at is not None:
            raise RuleBroken(_("This step has been recorded already."))
        first = step.plan.steps.filter(done_at=None).first()
        if first != step:
            raise RuleBroken(_("First record the step before it: %s") % first)
        if not result.strip():
            raise RuleBroken(_("Enter the result of this step."), field="result")
        step.result, step.done_at = result.strip(), timezone.now()
        step.save(update_fields=["result", "done_at"])
    return step


def assignee_only(opportunity, by) -> None:
    """A plan is made and executed by the one the chance is assigned to."""
    if opportunity.owner_id != by.pk:
        raise RuleBroken(
            _("Only %s can work on this plan.") % (opportunity.owner or _("the account manager"))
        )
