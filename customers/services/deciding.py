"""Who answers what people ask about a customer: never somebody who asked, or who has it."""

from django.utils.translation import gettext as _

from accounts.models import Department
from accounts.services.powers import administrators
from core.errors import RuleBroken
from customers.models import Customer


def check(customer: Customer, *, by, asked_by=None) -> None:
    """Refuse to let people decide what they asked for, or how long they keep what is theirs."""
    if by.pk == getattr(asked_by, "pk", None):
        raise RuleBroken(_("You asked for this yourself. %s") % whom_to_ask(customer, by))
    if by.pk == customer.owner_id:
        raise RuleBroken(_("This customer is your own. %s") % whom_to_ask(customer, by))


def whom_to_ask(customer: Customer, *people) -> str:
    return words(answerer(customer, *people))


def words(who) -> str:
    return _("Ask %s to decide.") % who if who else _("Ask an administrator to decide.")


def answerer(customer: Customer, *besides):
    """Return the nearest leader up who may decide about a customer, else an administrator."""
    left_out = {person.pk for person in besides} | {customer.owner_id}
    for person in [*leaders_up(customer.owner), *administrators().order_by("pk")]:
        if person.pk not in left_out and person.may(Customer, "assign"):
            return person
    return None


def leaders_up(person) -> list:
    """Return the active leaders of the department of a person and of those above, nearest first."""
    path = person and person.department and person.department.path
    keys = path.strip("/").split("/") if path else []
    rows = Department.objects.filter(pk__in=keys, leader__is_active=True).select_related("leader")
    return [row.leader for row in sorted(rows, key=lambda row: -len(row.path))]
