"""Colleagues who work on a customer beside its account manager."""

from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleBroken
from core.locking import lock
from core.reach import Scope, people_in
from customers.models import CoWorker, Customer


def check_decides(customer: Customer, *, by) -> None:
    """Refuse co-workers: who gets a customer, its account manager decides, or a supervisor."""
    scope = by and by.scope_for(Customer, "change")
    if scope in (None, Scope.ALL) or customer.owner_id in (None, by.pk):
        return
    if scope == Scope.OWN or not people_in(scope, by).filter(pk=customer.owner_id).exists():
        text = _("You are a co-worker here: ask %s, or a supervisor, to give the customer away.")
        raise RuleBroken(text % customer.owner)


def add(customer: Customer, person, *, by) -> CoWorker:
    """Let a colleague work on a customer, as far as their own grants go."""
    with audit.acting(by, "coworker.add"):
        lock(customer)
        if not person.is_active:
            raise RuleBroken(
                _("%s cannot sign in any more; choose somebody else.") % person, field="to"
            )
        if customer.owner_id == person.pk:
            raise RuleBroken(_("%s is the account manager already.") % person, field="to")
        member, made = CoWorker.objects.get_or_create(record=customer, user=person)
        if not made:
            raise RuleBroken(_("%s is a co-worker already.") % person, field="to")
    return member


def remove(member: CoWorker, *, by) -> None:
    """Take a colleague off a customer."""
    with audit.acting(by, "coworker.remove"):
        member.delete()


def hand_over(member: CoWorker, to, *, by, note="") -> None:
    """Let a colleague take the place of another one; who works on the customer already need not."""
    with audit.acting(by, "coworker.add"):
        customer = lock(member.record)
        member.delete()
        if customer.owner_id != to.pk:
            CoWorker.objects.get_or_create(record=customer, user=to)
