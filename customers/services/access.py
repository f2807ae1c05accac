"""Asking to work on a customer of somebody else, and the answer."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, saving, telling
from core.errors import RuleBroken
from core.locking import lock
from customers.models import AccessRequest, Customer
from customers.services import claiming, customers, deciding, team


def ask(customer: Customer, kind: str, *, note="", by) -> AccessRequest:
    """Ask the account manager of a customer to co-work on it or to take it over."""
    if customer.owner_id is None:
        raise RuleBroken(_("This customer lies in the public pool: claim or assign it."))
    request = AccessRequest(customer=customer, asked_by=by, kind=kind, note=note)
    try:
        with transaction.atomic():
            saving.create(request, by=by, verb="access.ask")
    except IntegrityError:
        raise RuleBroken(_("You have asked this already; the answer is awaited.")) from None
    code = f"access.{kind}"
    telling.tell([customer.owner], code, record=request, by=by)
    return request


def accept(request: AccessRequest, *, by) -> AccessRequest:
    """Let the one who asked co-work on the customer, or make it theirs."""
    with audit.acting(by, "access.accept"):
        settle(request, AccessRequest.State.ACCEPTED, by)
        if request.kind == AccessRequest.Kind.COWORK:
            team.add(request.customer, request.asked_by, by=by)
        else:
            claiming.check_return(request.customer, request.asked_by, by=by)
            customers.assign(request.customer, to=request.asked_by, by=by)
        telling.tell([request.asked_by], "access.accepted", record=request.customer, by=by)
    return request


def refuse(request: AccessRequest, *, reason: str, by) -> AccessRequest:
    """Keep the customer; the one who asked reads why."""
    with audit.acting(by, "access.refuse"):
        settle(request, AccessRequest.State.REFUSED, by, reason)
        telling.tell([request.asked_by], "access.refused", url="/", by=by, reason=reason)
    return request


def settle(request, state, by, answer="") -> None:
    lock(request)
    check_answer(request, by=by)
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = by, timezone.now()
    names = ["state", "answer", "answered_by", "answered_at", "updated_at"]
    request.save(update_fields=names)


def check_answer(request: AccessRequest, *, by) -> None:
    """Refuse who asked; who gets a customer, its account manager decides, or a supervisor."""
    if request.state != AccessRequest.State.OPEN:
        raise RuleBroken(_("This request has been answered already."))
    if request.asked_by_id == by.pk:
        who = request.customer.owner or deciding.answerer(request.customer, by)
        raise RuleBroken(_("You asked for this yourself. %s") % deciding.words(who))
    if request.kind == AccessRequest.Kind.TAKEOVER:
        team.check_decides(request.customer, by=by)
