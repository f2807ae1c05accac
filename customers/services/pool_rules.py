"""What supervisors do with the pool rules, with exceptions and with extensions."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, firm, saving
from core.errors import RuleBroken
from core.locking import lock
from core.telling import tell
from customers.models import Customer, ExtensionRequest, PoolException, PoolRule
from customers.services import deciding, pool

MOST = "extensions_most"
firm.register(
    firm.FirmSetting(
        MOST,
        "limits",
        gettext_lazy("Extensions of a customer"),
        3,
        firm.number(0, 100),
        gettext_lazy("So often an account manager may keep a customer longer. 0: any number."),
    )
)


def create(rule: PoolRule, *, by) -> PoolRule:
    rule.saved_by = by
    return saving.create(rule, by=by, verb="pool_rule.add")


def update(rule: PoolRule, *, by, seen=None) -> PoolRule:
    rule.saved_by = by
    return saving.update(rule, by=by, seen=seen, verb="pool_rule.edit")


def switch(rule: PoolRule, *, active: bool, by) -> PoolRule:
    """Let a rule rest, or wake it up."""
    with audit.acting(by, "pool_rule.activate" if active else "pool_rule.deactivate"):
        rule.is_active, rule.saved_by = active, by
        rule.save(update_fields=["is_active", "saved_by"])
    return rule


def remove(rule: PoolRule, *, by) -> None:
    with audit.acting(by, "pool_rule.delete"):
        rule.delete()


def except_from(customer: Customer, *, reason: str, by) -> PoolException:
    """Let no pool rule move a customer."""
    with audit.acting(by, "customer.except"):
        lock(customer)
        deciding.check(customer, by=by)
        if PoolException.objects.filter(customer=customer).exists():
            raise RuleBroken(_("No pool rule moves this customer already."))
        return PoolException.objects.create(customer=customer, reason=reason, by=by)


def take_back_exception(customer: Customer, *, by) -> None:
    with audit.acting(by, "customer.unexcept"):
        PoolException.objects.filter(customer=customer).delete()


def extended(customer: Customer) -> int:
    """Return how often a customer was kept longer since its present account manager has it.

    Whoever asked: co-workers cannot ask in turns.
    """
    since = customer.claimed_at or customer.created_at
    rows = ExtensionRequest.objects.filter(customer=customer, created_at__gte=since)
    return rows.filter(state=ExtensionRequest.State.APPROVED).count()


def check_ask(customer: Customer) -> None:
    most = firm.get(MOST)
    if customer.owner_id is None:
        raise RuleBroken(_("This customer is in the public pool already."))
    if most and extended(customer) >= most:
        raise RuleBroken(_("This customer was kept longer %d times already; that is all.") % most)


def ask(customer: Customer, *, days: int, reason: str, by) -> ExtensionRequest:
    """Ask a supervisor to leave a customer some days longer with its account manager."""
    with audit.acting(by, "extension.ask"):
        lock(customer)
        check_ask(customer)
        wish = ExtensionRequest(customer=customer, by=by, days=days, reason=reason)
        try:
            with transaction.atomic():
                wish.save()
        except IntegrityError:
            raise RuleBroken(_("An extension of this customer waits for its answer.")) from None
        who = deciding.answerer(customer, by)
        told = {"days": days, "reason": reason}
        tell([who] if who else [], "extension.asked", record=customer, by=by, **told)
    return wish


def approve(wish: ExtensionRequest, *, by, answer="") -> ExtensionRequest:
    """Leave the customer so many days longer, counted from when it would have gone."""
    with audit.acting(by, "extension.approve"):
        check_answer(lock(wish), by=by)
        countdown = pool.countdowns([wish.customer]).get(wish.customer_id)
        today = timezone.localdate()
        begin = max(today, countdown.day) if countdown else today
        wish.kept_until = begin + timedelta(days=wish.days)
        return settle(wish, ExtensionRequest.State.APPROVED, answer, by)


def refuse(wish: ExtensionRequest, *, reason: str, by) -> ExtensionRequest:
    with audit.acting(by, "extension.refuse"):
        check_answer(lock(wish), by=by)
        return settle(wish, ExtensionRequest.State.REFUSED, reason, by)


def settle(wish, state, answer, by):
    wish.state, wish.answer, wish.answered_by = state, answer, by
    wish.answered_at = timezone.now()
    wish.save()
    about = {"state": str(state), "answer": answer}
    tell([wish.by], "extension.answered", record=wish.customer, by=by, **about)
    return wish


def check_answer(wish, *, by) -> None:
    if wish.state != ExtensionRequest.State.WAITING:
        raise RuleBroken(_("%s has answered this already.") % wish.answered_by)
    deciding.check(wish.customer, by=by, asked_by=wish.by)
