"""What wants cleaning in the demo firm, requests for customers of others, assessed credit."""

from datetime import timedelta

from core.models import DictionaryItem
from crm_site.demo.chance import ago, dice, office_hour
from crm_site.demo.storing import enrol, store
from customers.models import Contact, CreditAssessment, Customer
from customers.services import access, assessments

TWICE, FORGOTTEN, ASSESSED = 8, 5, 16
NAMES = ("远山", "白鹭", "青禾", "北辰", "松石")
ASKED = (
    ("cowork", "luoqiushi", "他们的新产线由我这边在谈"),
    ("takeover", "qinmuye", "客户搬到我负责的园区了"),
)
JUDGED = (
    ("excellent", 92, "三年来都按合同付款"),
    ("good", 81, "付款准时，偶尔晚一周"),
    ("poor", 48, "账期拖到九十天，先看两单"),
)


def make(firm, buyers) -> None:
    """File some customers twice, forget some, and let values and contacts be of no use."""
    draw = dice("doubles")
    held = [
        buyer for buyer in buyers if buyer.customer.owner_id and "（" not in buyer.customer.name
    ]
    held.sort(key=lambda buyer: buyer.seller.username != "zhoulan")  # hers are looked at first
    twins = [twin(firm, draw, buyer) for buyer in held[: firm.count(TWICE, least=4)]]
    for customer in twins[-2:]:
        customer.phone = "021-055"  # too short for any phone
    lost = [forgotten(firm, draw, buyers[0], word) for word in NAMES[: firm.count(FORGOTTEN, 2)]]
    store(enrol(twins + lost))
    store(enrol([nameless(buyer) for buyer in held[:3]], number=False))


def twin(firm, draw, buyer) -> Customer:
    """File a customer again, as somebody does who did not look first."""
    first, filed_on = buyer.customer, ago(firm.today, draw.randrange(5, 90))
    short = first.short_name
    city = first.name[: first.name.index(short[:2])]
    return Customer(
        name=f"{first.name[len(city) :].removesuffix('有限公司')}（{city}）有限公司",
        short_name=short,
        phone=first.phone,
        email=first.email.replace("office@", "info@"),
        region_id=first.region_id,
        source_id=firm.item("customer_source", "import"),
        owner=buyer.seller,
        filed_on=filed_on,
        created_by=buyer.seller,
        created_at=office_hour(draw, filed_on),
        claimed_at=office_hour(draw, filed_on),
    )


def forgotten(firm, draw, buyer, word) -> Customer:
    """Return a customer in the pool of which nobody has heard for years."""
    filed_on = ago(firm.today, draw.randrange(800, 1300))
    return Customer(
        name=f"{word}旧货贸易行",
        phone=f"021-0{draw.randrange(10**6):06}",
        source_id=firm.item("customer_source", "import"),
        filed_on=filed_on,
        created_by=buyer.seller,
        created_at=office_hour(draw, filed_on),
    )


def nameless(buyer) -> Contact:
    """Return a contact of whom only the post is known."""
    return Contact(
        customer=buyer.customer,
        name="前台",
        created_by=buyer.seller,
        created_at=buyer.customer.created_at + timedelta(days=1),
    )


def ask_and_judge(firm) -> None:
    """Let colleagues ask for customers, and account managers assess the credit of theirs."""
    rows = Customer.objects.filter(state="deal", owner__isnull=False).select_related("owner")
    rows = list(rows.order_by("-traded", "pk")[: firm.count(ASSESSED, least=4)])
    levels = {row.code: row for row in DictionaryItem.objects.filter(type__code="credit_level")}
    for place, customer in enumerate(rows):
        for back in (400, 30) if place % 3 == 0 else (60,):
            code, score, reason = JUDGED[(place + back) % len(JUDGED)]
            found = CreditAssessment(customer=customer, level=levels[code], score=score)
            found.on, found.reason = ago(firm.today, back + place), reason
            assessments.assess(found, by=customer.owner)
    mine = [row for row in rows if row.owner.username == "zhoulan"] or rows
    for (kind, name, note), customer in zip(ASKED, mine, strict=False):
        if customer.owner.username != name:
            access.ask(customer, kind, note=note, by=firm.people[name])
