"""Relating customers, and the group that a customer belongs to."""

from django.db.models import Count, Q, Sum

from customers.models import Customer, CustomerRelation
from customers.models.relations import GROUPING

STEPS = 6  # from one customer to the farthest of its group
MOST = 1_000


def group_of(customer: Customer, user) -> set[int]:
    """Return the keys of the customers of a group as far as the person sees how they belong to it.

    Parent companies and families make a group; who introduced whom does not.
    """
    found, newest = {customer.pk}, {customer.pk}
    relations = CustomerRelation.objects.visible_to(user).filter(kind__code__in=GROUPING)
    for _step in range(STEPS):
        rows = relations.filter(Q(first__in=newest) | Q(second__in=newest)).order_by()
        ends = {key for pair in rows.values_list("first_id", "second_id")[:MOST] for key in pair}
        newest = ends - found
        found |= newest
        if not newest:
            break
    return found


def sums_of(customer: Customer, user) -> dict | None:
    """Return number, traded and receivable of a whole group; None for one that is alone."""
    keys = group_of(customer, user)
    if len(keys) == 1:
        return None
    rows = Customer.objects.visible_to(user).filter(pk__in=keys).order_by()
    return rows.aggregate(
        customers=Count("pk"), traded=Sum("traded", default=0), orders=Sum("order_count", default=0)
    )
