"""What can happen to a follow-up."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, linking, saving
from core.errors import RuleBroken
from customers.models import Interaction
from customers.services import customers, phases

SKEW = timedelta(minutes=10)  # of the clock of the one who writes


def create(interaction: Interaction, *, by) -> Interaction:
    """Write down a follow-up and set the customer's next step."""
    with audit.acting(by, "followup.add"):
        check(interaction)
        interaction.author = interaction.author if interaction.author_id else by
        phases.propose(interaction)
        saving.create(interaction, by=by, verb="followup.add")
        linking.store([interaction], new=True)
        customers.note_contact(interaction.customer, interaction)
    return interaction


def update(interaction: Interaction, *, by, seen=None) -> Interaction:
    """Store an edited follow-up; the next step of the newest one is the customer's."""
    with audit.acting(by, "edit"):
        check(interaction)
        rows = Interaction.everything.filter(pk=interaction.pk)
        before = rows.values_list("customer_id", "at").get()
        saving.update(interaction, by=by, seen=seen)
        linking.store([interaction])
        if before != (interaction.customer_id, interaction.at):
            customers.note_contacts({before[0], interaction.customer_id})
        newest = Interaction.objects.filter(customer=interaction.customer_id).first()
        if newest is not None and newest.pk == interaction.pk:
            customers.note_contact(interaction.customer, interaction)
    return interaction


def remove(interaction: Interaction, *, by, reason="") -> Interaction:
    """Put a follow-up into the recycle bin; the customer's last and next contact follow."""
    with audit.acting(by, "delete"):
        saving.remove(interaction, by=by, reason=reason)
        customers.recall_contacts(interaction.customer, interaction)
    return interaction


def restore(interaction: Interaction, *, by) -> Interaction:
    """Take a follow-up out of the recycle bin; the newest one is the customer's next step again."""
    with audit.acting(by, "restore"):
        saving.restore(interaction, by=by)
        newest = Interaction.objects.filter(customer=interaction.customer_id).first()
        if newest == interaction:
            customers.note_contact(interaction.customer, interaction)
    return interaction


def check(interaction: Interaction) -> None:
    """Ask for the next step, or for the reason why there is none."""
    for name, rows in interaction.new_links.items():
        for row in rows if isinstance(rows, list) else filter(None, [rows]):
            if row.customer_id != interaction.customer_id:
                raise RuleBroken(_("%s belongs to another customer.") % row, field=name)
    check_time(interaction.at)
    if interaction.next_contact_at is None and not interaction.no_next_reason:
        raise RuleBroken(
            _("Enter the next contact, or why there is none."), field="next_contact_at"
        )
    if interaction.next_contact_at and interaction.next_contact_at <= interaction.at:
        raise RuleBroken(_("The next contact must lie after this one."), field="next_contact_at")


def check_time(at) -> None:
    """Refuse a follow-up of times to come: it would keep its customer out of the pool till then."""
    if at > timezone.now() + SKEW:
        raise RuleBroken(
            _("This time lies ahead. What is to come is the next contact."), field="at"
        )
