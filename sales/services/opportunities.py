"""What can happen to a sales chance. Every change of state goes through here."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ACCOUNT_MANAGER, SALES_SUPERVISOR
from core import audit, holdings, saving
from core.errors import RuleBroken
from core.locking import lock
from core.telling import tell
from customers.models import Contact, Customer
from customers.services import contacts, customers
from sales.models import OPPORTUNITY_FLOW, Opportunity, OpportunityState, Stage, StageChange


def create(opportunity: Opportunity, *, by) -> Opportunity:
    """Write down a chance; it waits for a supervisor to assign it."""
    with audit.acting(by, "add"):
        name_buyer(opportunity)
        if opportunity.stage_id is None:
            opportunity.stage = Stage.objects.filter(is_active=True).first()
        saving.create(opportunity, by=by)
        note_stage(opportunity, None, by=by)
    return opportunity


def update(opportunity: Opportunity, *, by, seen=None) -> Opportunity:
    """Store an edited chance; who made it may edit it until it is assigned, its owner after."""
    with audit.acting(by, "edit"):
        stored = lock(Opportunity.everything.get(pk=opportunity.pk))
        check_edit(stored)
        name_buyer(opportunity)
        saving.update(opportunity, by=by, seen=seen)
        if stored.stage_id != opportunity.stage_id:
            note_stage(opportunity, stored.stage_id, by=by)
    return opportunity


def check_edit(opportunity: Opportunity) -> None:
    if opportunity.state in (OpportunityState.LOST, OpportunityState.ARCHIVED):
        raise RuleBroken(_("A closed opportunity cannot be edited."))


def name_buyer(opportunity) -> None:
    """Keep the name of the customer beside the key: search and lists read it."""
    if opportunity.customer_id:
        opportunity.customer_name = opportunity.customer.name


def note_stage(opportunity, before, *, by) -> None:
    StageChange.objects.create(
        opportunity=opportunity, from_stage_id=before, to_stage_id=opportunity.stage_id, by=by
    )


def remove(opportunity: Opportunity, *, by, reason="") -> Opportunity:
    """Put a chance into the recycle bin; only while it is unassigned."""
    with audit.acting(by, "delete"):
        lock(opportunity)
        check_remove(opportunity)
        return saving.remove(opportunity, by=by, reason=reason)


def check_remove(opportunity: Opportunity) -> None:
    if opportunity.state != OpportunityState.UNASSIGNED:
        raise RuleBroken(_("Only an unassigned opportunity may be deleted. End it instead."))


def assign(opportunity: Opportunity, *, to, by) -> Opportunity:
    """Give a chance to an account manager; only a sales supervisor assigns."""
    with audit.acting(by, "opportunity.assign"):
        lock(opportunity)
        if not by.has_role(SALES_SUPERVISOR) and not by.is_superuser:
            raise RuleBroken(_("Only a sales supervisor can assign opportunities."))
        if not to.has_role(ACCOUNT_MANAGER):
            raise RuleBroken(_("%s is not an account manager.") % to, field="to")
        opportunity.state = OPPORTUNITY_FLOW.next(opportunity.state, "assign")
        opportunity.owner, opportunity.assigned_by = to, by
        opportunity.assigned_at = timezone.now()
        opportunity.save(
            update_fields=["state", "owner", "assigned_by", "assigned_at", "updated_at"]
        )
        tell([to], "opportunity.assigned", record=opportunity, by=by)
    return opportunity


def held_by(user):
    """Return the chances of a person, the closed ones too: who follows reads what was tried."""
    return Opportunity.objects.filter(owner=user)


def hand_over(opportunity: Opportunity, to, *, by, note="") -> None:
    """Pass a chance to another person as it is: stage, plan and steps stay."""
    holdings.pass_on(opportunity, to, by=by, verb="opportunity.hand_over")


def develop(opportunity: Opportunity, *, customer=None, contact=None, by) -> Opportunity:
    """Mark a chance developed: the customer and the contact exist afterwards.

    `customer` is a customer on file to link, or an unsaved one to file; it is ignored when the
    chance names one already. `contact` is an unsaved contact or None. One transaction.
    """
    with audit.acting(by, "opportunity.develop"):
        lock(opportunity)
        state = OPPORTUNITY_FLOW.next(opportunity.state, "develop")
        check_develop(opportunity)
        buyer = opportunity.customer or customer
        buyer = lock(buyer) if buyer.pk else customers.create(buyer, by=by)
        if contact is not None:
            contact.customer = buyer
            contact.is_main = not Contact.objects.filter(customer=buyer, is_main=True).exists()
            contacts.create(contact, by=by)
        if buyer.state == Customer.State.POTENTIAL:
            buyer.state = Customer.State.DEAL
            buyer.save(update_fields=["state", "updated_at"])
        opportunity.customer, opportunity.customer_name = buyer, buyer.name
        saving.refresh_names(opportunity)
        close(opportunity, state)
    return opportunity


def check_develop(opportunity: Opportunity) -> None:
    if not hasattr(opportunity, "plan"):
        raise RuleBroken(_("Make a plan first."))
    if any(step.done_at is None for step in opportunity.plan.steps.all()):
        raise RuleBroken(_("Some steps of the plan are still open: record their results."))


def end(opportunity: Opportunity, *, reason, note="", by) -> Opportunity:
    """End a chance as lost, with the reason."""
    with audit.acting(by, "opportunity.end"):
        lock(opportunity)
        state = OPPORTUNITY_FLOW.next(opportunity.state, "end")
        opportunity.loss_reason, opportunity.loss_note = reason, note
        close(opportunity, state)
    return opportunity


def close(opportunity, state) -> None:
    opportunity.state, opportunity.closed_at = state, timezone.now()
    opportunity.save()


def change_stage(opportunity: Opportunity, *, stage: Stage, by) -> Opportunity:
    """Move a chance to another stage and remember the move."""
    with audit.acting(by, "opportunity.stage"):
        lock(opportunity)
        before = opportunity.stage_id
        if before != stage.pk:
            opportunity.stage, opportunity.success_rate = stage, stage.probability
            opportunity.save(update_fields=["stage", "success_rate", "updated_at"])
            note_stage(opportunity, before, by=by)
    return opportunity
