"""The public pool of the demo firm: rules, requests for more time, former account managers."""

from datetime import timedelta

from crm_site.demo.chance import dice
from customers.models import Customer, Ownership, PoolRule
from customers.services import pool, pool_rules

HANDED = ("原经理转岗，资料已交接", "区域调整，客户知情", "客户要求换人对接")
WISHES = (
    "合同在走盖章流程，月底能签",
    "客户出差，约了下周二见面",
    "样品已寄，等试用结果",
    "年前停产，开工后再联系",
)


def make(firm) -> None:
    """Add two rules that begin in some days, so that nothing is moved under a visitor's eyes."""
    boss = firm.people["qinmuye"]
    key, start = [firm.item("customer_level", "a")], firm.today + timedelta(days=10)
    rules = (
        PoolRule(name="重点客户", levels=key, contact_days=180, position=1, warn_days=30),
        PoolRule(name="普通客户", contact_days=90, position=2, warn_days=30),
        PoolRule(name="两年未下单", order_days=730, position=3, is_active=False),
    )
    for rule in rules:
        rule.starts_on = start
        pool_rules.create(rule, by=boss)
    make_owners(firm)
    ask(boss)


def make_owners(firm) -> None:
    """Let some customers have had another account manager at first."""
    draw = dice("owners")
    people = [firm.people[name] for name in ("zhoulan", "qinmuye")]
    rows = Ownership.objects.filter(owner__isnull=False).select_related("owner").order_by("pk")
    for place, period in enumerate(rows):
        former = people[place % 2]
        begun, change = period.begins_at, period.begins_at + timedelta(days=60)
        if place % 9 or former == period.owner or change.date() >= firm.today:
            continue
        period.begins_at, period.reason = change, Ownership.Reason.HANDED_OVER
        period.note, period.by = draw.choice(HANDED), former
        period.save()
        Ownership.objects.create(
            customer_id=period.customer_id,
            owner=former,
            begins_at=begun,
            ends_at=change,
            reason=Ownership.Reason.FILED,
        )


def ask(boss) -> None:
    """Let account managers ask for more time: some wait, one was approved, one refused."""
    rows = Customer.objects.exclude(owner=boss).select_related("owner")
    soon = pool.soon(rows).order_by("pool_day", "pk")
    for place, (customer, reason) in enumerate(zip(soon, WISHES, strict=False)):
        wish = pool_rules.ask(customer, days=30, reason=reason, by=customer.owner)
        if place == 2:
            pool_rules.approve(wish, by=boss)
        elif place == 3:
            pool_rules.refuse(wish, reason="先打电话，再来谈延期", by=boss)
