"""Customers of the demo firm whose level somebody has kept although their trade says another."""

from customers.models import Customer
from customers.services import tiers

WHY = ("年底有一笔大单在谈，先保持", "集团总部在看我们的供货能力，级别不动")


def make(firm) -> None:
    boss = firm.people["qinmuye"]
    rows = tiers.among(Customer.objects.filter(owner__isnull=False), "down").order_by("pk")
    for customer, why in zip(rows[: len(WHY)], WHY, strict=False):
        tiers.keep(customer, reason=why, by=boss)
