"""Life cycles and churn cases of the demo firm: who is about to leave, what is done about it."""

from datetime import timedelta
from itertools import pairwise

from core.filters import start_of_day
from core.models import DictionaryItem
from crm_site.demo.bare_tables import unwatched
from crm_site.demo.chance import dice
from crm_site.demo.storing import enrol, give_keys, store
from customers.models import ChurnCase, ChurnMeasure, Customer
from customers.services import churn, totals
from sales.models import Order, OrderState

WON_BACK = 0.15  # of the customers who buy: so many were about to leave once

MEASURES = (
    ("call", "电话问近况，约下周见面"),
    ("visit", "上门看用量，带新报价"),
    ("offer", "旧客户回购优惠两个点"),
    ("service", "安排工程师免费巡检"),
)
LOSSES = ("换了本地供应商", "产线停了，不再采购", "价格谈不拢，转去竞争对手")
RETURNS = ("见面谈妥，下月恢复采购", "巡检后愿意续签年框")


def work_out() -> None:
    """Bring the figures of all customers up to date; they have no history of their own."""
    with unwatched(Customer):
        totals.refresh()


def make(firm) -> None:
    """Warn as the weekly job does, then let the account managers act on some of the cases."""
    work_out()
    remember(firm)
    opened = churn.warn()
    cases = ChurnCase.objects.filter(pk__in=opened)
    cases.update(opened_on=monday(firm.today))
    draw = dice("churn")
    cases = cases.select_related("customer__owner").order_by("pk")
    for place, case in enumerate(cases):
        owner = case.customer.owner
        if owner is None or place % 5 in (0, 1):
            continue
        act(firm, draw, case, owner)
        if place % 10 == 3:
            churn.confirm(case, reason=draw.choice(LOSSES), by=owner)
        elif place % 10 == 4:
            churn.win_back(case, reason=draw.choice(RETURNS), by=owner)


def monday(day):
    return day - timedelta(days=day.weekday())


def remember(firm) -> None:
    """Write down the cases of two years: how customers were lost, how others were won back."""
    draw, cases = dice("churn of before"), []
    rows = Customer.objects.filter(order_count__gt=0, owner__isnull=False)
    for customer in rows.select_related("owner").order_by("pk"):
        orders = Order.objects.filter(customer=customer, state=OrderState.CONFIRMED)
        days = sorted(set(orders.values_list("ordered_on", flat=True)))
        if customer.state == Customer.State.LOST:
            cases.append(lost(firm, draw, customer, days))
        elif customer.state == Customer.State.DEAL and draw.random() < WON_BACK:
            cases += won_back(draw, customer, days)
    enrol(cases, number=False)
    store(cases, "churn.warn", maker=lambda case: None)
    measures = [measure(firm, draw, case) for case in cases if case.ended_by_id]
    give_keys(measures)
    store(measures, "churn.delay", maker=lambda row: row.by)


def lost(firm, draw, customer, days) -> ChurnCase:
    """Return the case of a lost customer: warned half a year after its last order."""
    opened = min(monday(days[-1] + timedelta(days=190)), firm.today - timedelta(days=10))
    ended = min(opened + timedelta(days=draw.randrange(9, 60)), firm.today - timedelta(days=1))
    case = past(customer, days, opened, ended, {"why": "months", "months": 6})
    case.state, case.ended_by, case.outcome = "confirmed", customer.owner, draw.choice(LOSSES)
    return case


def won_back(draw, customer, days) -> list[ChurnCase]:
    """Return the case of the longest gap between two orders; the second one ended it."""
    gaps = [(after - before, before, after) for before, after in pairwise(days)]
    if not gaps or max(gaps)[0] < timedelta(days=45):
        return []
    gap, before, after = max(gaps)
    opened = monday(after - timedelta(days=draw.randrange(12, 30)))
    facts = {"why": "rhythm", "rhythm": max(7, gap.days // 2)}
    case = past(customer, [day for day in days if day <= before], opened, after, facts)
    case.state = "won_back"
    if draw.random() < 0.6:
        case.ended_by, case.outcome = customer.owner, draw.choice(RETURNS)
    return [case]


def past(customer, days, opened, ended, facts) -> ChurnCase:
    facts = {**facts, "last": days[-1].isoformat()}
    return ChurnCase(
        customer=customer,
        reasons=[facts],
        opened_on=opened,
        ended_on=ended,
        orders_before=len(days),
        last_order_before=days[-1],
        created_at=start_of_day(opened) + timedelta(hours=6),
    )


def measure(firm, draw, case) -> ChurnMeasure:
    """Return what the account manager did in a case of before."""
    code, note = draw.choice(MEASURES)
    return ChurnMeasure(
        case=case,
        kind_id=firm.item("churn_measure", code) or firm.item("churn_measure", "call"),
        note=note,
        look_again_on=case.ended_on,
        at=case.created_at + timedelta(days=1, hours=4),
        by=case.ended_by,
    )


def act(firm, draw, case, owner) -> None:
    """Note a measure, often a second one."""
    for code, note in draw.sample(MEASURES, draw.choice((1, 1, 2))):
        day = firm.today + timedelta(days=draw.randrange(3, 25))
        kind = DictionaryItem.objects.get(type__code="churn_measure", code=code)
        churn.delay(case, measure=kind, note=note, look_again_on=day, by=owner)
