"""What can happen to a customer. Every change with a consequence goes through here."""

from contextlib import contextmanager

from django.db import connection
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, saving
from core.errors import RuleBroken
from core.locking import lock
from core.telling import tell
from customers.models import Customer, Interaction
from customers.services import claiming, duplicates, pool_clock, team, totals


def create(customer: Customer, *, by) -> Customer:
    """File a customer; whoever files it is its account manager unless the form names one."""
    settle([customer], by=by)
    with audit.acting(by, "add"):
        duplicates.check_tax_number(customer)
        return saving.create(customer, by=by, verb="add")


def update(customer: Customer, *, by, seen=None) -> Customer:
    """Store an edited customer."""
    with audit.acting(by, "edit"):
        duplicates.check_tax_number(customer)
        return saving.update(customer, by=by, seen=seen)


def settle(customers, *, by) -> None:
    """Give new customers their account manager and the day of filing."""
    for customer in customers:
        customer.owner = customer.owner or by
        customer.claimed_at = timezone.now()
        customer.filed_on = customer.filed_on or timezone.localdate()


def claim(customer: Customer, *, by) -> Customer:
    """Make `by` the account manager of a customer in the public pool; the first claim wins."""
    with audit.acting(by, "customer.claim"):
        claiming.check(customer, by=by)
        rows = Customer.objects.in_pool().filter(pk=customer.pk)
        now = timezone.now()
        if not rows.update(owner=by, claimed_at=now, handed_over_at=None, updated_at=now):
            customer.refresh_from_db()
            raise RuleBroken(missed(customer))
        customer.refresh_from_db()
    return customer


def missed(customer: Customer) -> str:
    """Say why a claim came too late."""
    if customer.owner is None:
        return _("This customer is no longer in the public pool.")
    return _("%(owner)s has claimed this customer already.") % {"owner": customer.owner}


@contextmanager
def noted(text: str):
    """Let the ownership periods that begin in the block carry a note."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhike.note', %s, true)", [text])
        yield
        cursor.execute("SELECT set_config('zhike.note', '', true)")


def release(customer: Customer, *, reason: str, by, verb="customer.release") -> Customer:
    """Put a customer into the public pool; its history stays."""
    with audit.acting(by, verb), noted(reason):
        lock(customer)
        check_release(customer)
        team.check_decides(customer, by=by)
        customer.owner, customer.claimed_at, customer.handed_over_at = None, None, None
        customer.next_contact_at, customer.next_contact_note = None, ""
        customer.save(
            update_fields=[
                "owner",
                "claimed_at",
                "handed_over_at",
                "next_contact_at",
                "next_contact_note",
                "updated_at",
            ]
        )
    return customer


def check_release(customer: Customer) -> None:
    if customer.owner_id is None:
        raise RuleBroken(_("This customer is in the public pool already."))


def assign(customer: Customer, *, to, by, verb="customer.assign", note="") -> Customer:
    """Give a customer to another account manager."""
    with audit.acting(by, verb), noted(note):
        lock(customer)
        if not to.is_active:
            raise RuleBroken(_("%s cannot sign in any more; choose somebody else.") % to)
        if customer.owner_id == to.pk:
            raise RuleBroken(_("%s is the account manager already.") % to)
        pool_clock.pass_on(customer, to, by=by)
        customer.owner = to
        customer.save(update_fields=["owner", "claimed_at", "handed_over_at", "updated_at"])
        tell([to], "customer.assigned", record=customer, by=by, note=note)
    return customer


def hand_over(customer: Customer, to, *, by, note: str) -> Customer:
    """Pass a customer from its account manager to another one, who reads the note."""
    check_hand_over(customer)
    team.check_decides(customer, by=by)
    claiming.check_return(customer, to, by=by)
    return assign(customer, to=to, by=by, verb="customer.hand_over", note=note)


def check_hand_over(customer: Customer) -> None:
    if customer.owner_id is None:
        raise RuleBroken(_("This customer lies in the public pool: claim or assign it."))


def mark_invalid(customer: Customer, *, reason: str, by) -> Customer:
    """Put a customer with which no business can be done into the library of invalid ones."""
    with audit.acting(by, "customer.mark_invalid"):
        lock(customer)
        check_invalid(customer)
        customer.state, customer.invalid_reason = Customer.State.INVALID, reason
        customer.next_contact_at, customer.next_contact_note = None, ""
        customer.save(
            update_fields=[
                "state",
                "invalid_reason",
                "next_contact_at",
                "next_contact_note",
                "updated_at",
            ]
        )
    return customer


def check_invalid(customer: Customer) -> None:
    if customer.state == Customer.State.INVALID:
        raise RuleBroken(_("This customer is marked as invalid already."))


def revive(customer: Customer, *, by) -> Customer:
    """Return an invalid or lost customer to the library it belongs to by its orders."""
    with audit.acting(by, "customer.revive"):
        lock(customer)
        check_revive(customer)
        state = Customer.State.DEAL if customer.order_count else Customer.State.POTENTIAL
        customer.state, customer.invalid_reason = state, ""
        customer.save(update_fields=["state", "invalid_reason", "updated_at"])
        totals.recompute([customer.pk])  # who was lost is in another phase now
    return customer


def check_revive(customer: Customer) -> None:
    if customer.state not in (Customer.State.INVALID, Customer.State.LOST):
        raise RuleBroken(_("Only an invalid or a lost customer can be restored."))


def note_contact(customer: Customer, interaction) -> None:
    """Take over from a follow-up when the last contact was and when the next one is."""
    Customer.everything.filter(pk=customer.pk).update(
        last_contact_at=Greatest("last_contact_at", Value(interaction.at)),
        next_contact_at=interaction.next_contact_at,
        next_contact_note=interaction.next_contact_note,
        updated_at=timezone.now(),
    )


def note_contacts(customer_ids) -> None:
    """Work out from the follow-ups when the last contact with some customers was."""
    rows = Customer.everything.filter(pk__in=customer_ids)
    talks = Interaction.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    rows.update(last_contact_at=Subquery(talks.annotate(last=Max("at")).values("last")))


def take_over_contacts(customer_ids) -> None:
    """Take over the last contact from imported follow-ups, and a next step where there is none."""
    note_contacts(customer_ids)
    newest = Interaction.objects.filter(customer=OuterRef("pk")).order_by("-at", "-pk")[:1]
    rows = Customer.everything.filter(pk__in=customer_ids, next_contact_at=None)
    rows.filter(owner__isnull=False).update(
        next_contact_at=Subquery(newest.values("next_contact_at")),
        next_contact_note=Coalesce(Subquery(newest.values("next_contact_note")), Value("")),
    )


def recall_contacts(customer: Customer, gone) -> None:
    """Forget a follow-up that was deleted: the newest one that is left says what it said.

    A next contact that somebody has set anew since then stays.
    """
    rows = Customer.everything.filter(pk=customer.pk)
    left = customer.interactions.filter(deleted_at=None).order_by("-at", "-pk").first()
    note_contacts([customer.pk])
    mine = {"next_contact_at": gone.next_contact_at, "next_contact_note": gone.next_contact_note}
    rows.filter(**mine).update(
        next_contact_at=left.next_contact_at if left else None,
        next_contact_note=left.next_contact_note if left else "",
    )
