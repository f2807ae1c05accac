"""Who gets how much of a handover."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, OuterRef, Subquery, Sum
from django.db.models.functions import Cast

from accounts.models import User
from core.holdings import holdings


@dataclass(frozen=True)
class Share:
    """What one receiver gets: (label, count, sum) of each kind."""

    person: User
    parts: list[tuple[str, int, str]]


def shares(batch) -> list[Share]:
    """Return who gets how much, in two statements and one for each kind that has an amount."""
    counted: dict[int, dict[str, int]] = {}
    rows = batch.items.order_by().values_list("values__to", "values__holding")
    for to, name, count in rows.annotate(Count("pk")):
        counted.setdefault(to, {})[name] = count
    names = {name for found in counted.values() for name in found}
    amounts = {name: amounts_of(batch, holdings[name]) for name in names}
    people = User.objects.filter(pk__in=counted).order_by("real_name", "pk")
    return [
        Share(
            person,
            [
                (str(holding.label), counted[person.pk][name], amounts[name].get(person.pk, ""))
                for name, holding in holdings.items()
                if name in counted[person.pk]
            ],
        )
        for person in people
    ]


def amounts_of(batch, holding) -> dict[int, str]:
    """Return {receiver: sum} of a kind that has an amount."""
    if not holding.amount:
        return {}
    items = batch.items.filter(values__holding=holding.name)
    receiver = items.filter(object_id=OuterRef("pk")).values("values__to")[:1]
    rows = holding.model._base_manager.filter(pk__in=items.values("object_id")).order_by()
    rows = rows.annotate(zk_to=Cast(Subquery(receiver), BigIntegerField())).values_list("zk_to")
    return {to: f"¥{total:,.2f}" for to, total in rows.annotate(Sum(holding.amount)) if total}
