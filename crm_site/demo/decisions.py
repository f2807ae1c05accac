"""What the demo firm has decided for itself: a field of its own, shared views, what is masked."""

from core import firm as settings
from core import saved_views
from core.custom import managing
from core.models import CustomField, DictionaryType, SavedView, Setting
from core.privacy import revealing
from core.privacy.covering import MASKS
from crm_site.demo.chance import dice
from crm_site.demo.people import AGENT, MANAGER, MARK, SUPERVISOR
from customers.models import Customer

FIELD = f"{MARK.lower()}_pays_by"  # the name by which it is found and removed again
# Service agents see these masked and may show single values; the number of a firm stays open.
MASKED = {
    AGENT: [
        "customers.contact.email",
        "customers.contact.mobile",
        "customers.customer.bank_account",
        "customers.customer.email",
        "customers.customer.id_number",
    ]
}
PAYS_BY = ("transfer", "transfer", "transfer", "bill", "bill", "cash", "online")
VIEWS = (("承兑汇票付款的客户", f"x_{FIELD}={{bill}}&cols=name,level,owner,x_{FIELD},traded"),)


def make(firm) -> None:
    """Add the field and mask what service agents need not see; the firm's own decisions stay."""
    field = CustomField(
        model=Customer._meta.label_lower,
        name=FIELD,
        kind=CustomField.Kind.CHOICE,
        label_zh="常用付款方式",
        label_en="Usual payment",
        dictionary=DictionaryType.objects.get(code="payment_method"),
        help_zh="最近几笔订单怎么付的。",
        help_en="How the last orders were paid.",
    )
    boss = firm.people["haoyiming"]
    managing.create(field, by=boss)
    if not settings.decisions().get(MASKS):
        revealing.decide(MASKED, by=boss)
    share_views(firm)


def share_views(firm) -> None:
    boss = firm.people["qinmuye"]
    keys = {"bill": firm.item("payment_method", "bill")}
    for name, query in VIEWS:
        view = saved_views.create(
            "customers:customer_list", name=name, query=query.format(**keys), by=boss
        )
        view.roles = [MANAGER, SUPERVISOR]
        view.save()


def answer(firm, buyers) -> None:
    """Say of most customers that have bought how they pay."""
    draw = dice("payments")
    for buyer in buyers:
        if buyer.size and draw.random() < 0.85:
            buyer.customer.custom[FIELD] = firm.item("payment_method", draw.choice(PAYS_BY))


def forget(people) -> None:
    """Take all of it away again, and what visitors have saved as one of the demo people."""
    SavedView.objects.filter(owner__in=people).delete()
    CustomField.objects.filter(name=FIELD).delete()
    Setting.objects.filter(name=MASKS, value=MASKED).delete()
    settings.forget()
