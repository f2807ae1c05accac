"""Life cycles and churn cases of the demo firm: who is about to leave, what is done about it."""

from datetime import timedelta

from core.models import DictionaryItem
from crm_site.demo.bare_tables import unwatched
from crm_site.demo.chance import dice
from customers.models import ChurnCase, Customer
from customers.services import churn, totals

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
    churn.warn()
    ChurnCase.objects.update(opened_on=firm.today - timedelta(days=firm.today.weekday()))
    draw = dice("churn")
    cases = ChurnCase.objects.select_related("customer__owner").order_by("pk")
    for place, case in enumerate(cases):
        owner = case.customer.owner
        if owner is None or place % 5 in (0, 1):
            continue
        act(firm, draw, case, owner)
        if place % 10 == 3:
            churn.confirm(case, reason=draw.choice(LOSSES), by=owner)
        elif place % 10 == 4:
            churn.win_back(case, reason=draw.choice(RETURNS), by=owner)


def act(firm, draw, case, owner) -> None:
    """Note a measure, often a second one."""
    for code, note in draw.sample(MEASURES, draw.choice((1, 1, 2))):
        day = firm.today + timedelta(days=draw.randrange(3, 25))
        kind = DictionaryItem.objects.get(type__code="churn_measure", code=code)
        churn.delay(case, measure=kind, note=note, look_again_on=day, by=owner)
