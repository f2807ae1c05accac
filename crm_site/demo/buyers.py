"""The customers of the demo firm with their contacts and co-workers."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from accounts.models import User
from core.search import pinyin_of
from crm_site.demo import goods, words
from crm_site.demo.chance import ago, cents, dice, office_hour, person_name
from crm_site.demo.people import sellers
from crm_site.demo.storing import enrol, give_keys
from customers import regions
from customers.models import Contact, CoWorker, Customer
from customers.papers import tax_sign

# How the customers spread over the libraries, in per cent; who buys comes first.
STANDINGS = {"deal": 36, "potential": 36, "pool": 16, "lost": 6, "invalid": 6}
CUSTOMERS = 300
LEVELS = {"deal": "aabbbcc", "potential": "abbccd", "pool": "ccd", "lost": "bccd", "invalid": "d"}
COLLECTED = ("card", "card", "form", "website", "interview", "interview", "public", "bought")
INTENTS = ("high", "medium", "medium", "low", "none")
SOURCES = ("fair", "fair", "referral", "referral", "web", "call", "call", "import", "other")


@dataclass
class Buyer:
    """A customer in the making; `size` is its share of the trade, 0 when it never bought."""

    customer: Customer
    standing: str
    seller: User
    size: float = 0.0
    contacts: list[Contact] = field(default_factory=list)


def make(firm) -> list[Buyer]:
    """Draw the customers, oldest first."""
    draw = dice("customers")
    count = firm.count(CUSTOMERS, least=40)
    standings = [name for name, share in STANDINGS.items() for _ in range(share * count // 100)]
    standings += ["potential"] * (count - len(standings))
    buying = sum(standing in ("deal", "lost") for standing in standings)
    names = firm_names(draw, count)
    buyers, rank = [], 0
    for standing, (city, word, trade) in zip(standings, names, strict=True):
        size = 0.0
        if standing in ("deal", "lost"):
            # Few buy much: a fifth of the customers brings four fifths of the trade.
            size, rank = 1 / (1 + 9 * rank / buying) ** 2.5, rank + 1
        buyers.append(Buyer(*one(firm, draw, standing, size, (city, word, trade)), size))
    tell_wishes(firm, buyers)
    enrol([buyer.customer for buyer in buyers])
    return sorted(buyers, key=lambda buyer: buyer.customer.pk)


def tell_wishes(firm, buyers) -> None:
    """Say how the data came, and of those who may buy how much they want to, and what."""
    draw = dice("wishes")
    for buyer in buyers:
        customer = buyer.customer
        customer.intended_goods = ""  # said of all: COPY has the same columns in each row
        customer.collected_by_id = firm.item("data_collection", draw.choice(COLLECTED))
        if buyer.standing in ("potential", "pool") or draw.random() < 0.2:
            intent = draw.choice(INTENTS)
            customer.buying_intent_id = firm.item("buying_intent", intent)
            if intent in ("high", "medium"):
                customer.intended_goods = draw.choice(list(goods.CATALOGUE))


def firm_names(draw, count) -> list[tuple]:
    """Return (city, word, trade) of firms; each word of a name occurs once."""
    found = [head + tail for head in words.HEADS for tail in words.TAILS]
    draw.shuffle(found)
    return [(draw.choice(words.CITIES), word, draw.choice(words.TRADES)) for word in found[:count]]


def one(firm, draw, standing, size, name) -> tuple[Customer, str, User]:
    """Return a customer, its standing, and who sells or sold to it."""
    (province, city, dialling, department), word, (trade, industry, category) = name
    left = standing in ("pool", "lost") and draw.random() < 0.25
    choice = sellers(department, left=left) or sellers(department)
    seller = firm.people[draw.choice(choice).username]
    filed_on = ago(firm.today, filed_days(draw, standing, size))
    site = "".join(pinyin_of(word + trade)[0])[:20]
    customer = Customer(
        name=f"{city}{word}{trade}{draw.choice(words.FORMS)}",
        short_name=word + trade[:2],
        category_id=firm.item("customer_category", category),
        level_id=firm.item("customer_level", level(draw, standing, size)),
        industry_id=firm.item("industry", industry),
        source_id=firm.item("customer_source", draw.choice(SOURCES)),
        region_id=region_of(draw, province + city),
        address=address(draw),
        phone=f"{dialling}-0{draw.randrange(10**6):06}",  # no number here starts with 0
        email=f"office@{site}.example",
        website=f"www.{site}.example",
        state=standing if standing != "pool" else Customer.State.POTENTIAL,
        owner=None if standing == "pool" else seller,
        filed_on=filed_on,
        created_by=seller,
        created_at=office_hour(draw, filed_on),
        remark=f"放回公海：{draw.choice(words.RELEASED)}"
        if standing == "pool"
        else draw.choice(words.REMARKS),
    )
    customer.claimed_at = customer.created_at if customer.owner_id else None
    if standing == "deal":
        add_papers(firm, draw, customer, size)
    return customer, standing, seller


def filed_days(draw, standing, size) -> float:
    """Return how many days ago a customer was filed; big ones have been here longest."""
    if standing == "potential":
        return draw.triangular(2, 420, 50)
    return draw.triangular(120, 1400, 1200 if size > 0.2 else 500)


def level(draw, standing, size) -> str:
    if size > 0.25:
        return "a"
    return draw.choice(LEVELS[standing][2:] if standing == "deal" else LEVELS[standing])


@cache
def districts(city: str) -> list[int]:
    """Return the districts of a city by their codes; the city itself when it has none."""
    code = regions.named(city)
    first, last = regions.divisions()[code].span
    found = [each for each in regions.divisions() if first < each <= last]
    return found or [code]


def region_of(draw, city: str) -> int:
    return draw.choice(districts(city))


def address(draw) -> str:
    park, road = draw.choice(words.PARKS), draw.choice(words.ROADS)
    return f"{park}{road} {draw.randrange(8, 980)} 号"


def add_papers(firm, draw, customer, size) -> None:
    """Fill in what is known of a firm that has signed something."""
    number = f"91000000MA{draw.randrange(10**7):07}"  # the region 000000 belongs to nobody
    customer.tax_number = number + tax_sign(number)
    customer.bank = draw.choice(words.BANKS)
    customer.bank_account = f"0000 0000 {draw.randrange(10**4):04} {draw.randrange(10**4):04}"
    customer.points = round(1000 * size) * 10
    customer.legal_person = person_name(draw)
    customer.registered_capital = cents(draw.choice((200, 500, 1000, 2000, 5000)) * 10_000)
    customer.annual_revenue = cents(round(20 + 400 * size) * draw.randrange(20, 90) * 10_000)
    customer.credit_level_id = firm.item("credit_level", draw.choice(("excellent", "good", "good")))


def make_contacts(firm, buyers) -> list[Contact]:
    """Give every customer a main contact, and many of them some more."""
    draw = dice("contacts")
    made = []
    for buyer in buyers:
        others = draw.choice((0, 0, 1, 1, 2)) + (buyer.size > 0.25)
        positions = draw.sample(words.POSITIONS, 1 + others)
        for place, (position, part) in enumerate(positions):
            made.append(contact(firm, draw, buyer, position, part, is_main=place == 0))
    made = enrol(made, number=False)
    by_customer = {buyer.customer.pk: buyer for buyer in buyers}
    for row in made:
        by_customer[row.customer_id].contacts.append(row)
    return made


def contact(firm, draw, buyer, position, part, *, is_main) -> Contact:
    name = person_name(draw)
    site = buyer.customer.email.partition("@")[2]
    return Contact(
        customer=buyer.customer,
        name=name,
        gender=draw.choice(("male", "male", "female")),
        position=position,
        part=part,
        mobile=f"1990000{draw.randrange(9000):04}",
        office_phone=buyer.customer.phone if is_main else "",
        email=f"{pinyin_of(name)[0]}@{site}" if draw.random() < 0.6 else "",
        wechat=f"wx_{pinyin_of(name)[0]}" if draw.random() < 0.3 else "",
        birthday=birthday(draw, firm.today) if draw.random() < 0.3 else None,
        hobbies=draw.choice(words.HOBBIES),
        is_main=is_main,
        created_by=buyer.seller,
        created_at=buyer.customer.created_at,
    )


def birthday(draw, today) -> date:
    """Return a birthday; one in ten is today, so that somebody is always to be wished luck."""
    born = date(draw.randrange(1966, 1999), draw.randrange(1, 13), draw.randrange(1, 29))
    if draw.random() < 0.1:
        born = born.replace(month=today.month, day=min(today.day, 28))
    return born


def make_coworkers(firm, buyers) -> list[CoWorker]:
    """Let colleagues work along on some customers."""
    draw = dice("co-workers")
    made = []
    for buyer in buyers:
        if buyer.customer.owner_id is None or draw.random() > 0.14:
            continue
        helpers = [person for person in sellers() if person.username != buyer.seller.username]
        helper = draw.choice([person.username for person in helpers] + ["yeguifan", "luoqiushi"])
        made.append(CoWorker(record=buyer.customer, user=firm.people[helper]))
    give_keys(made)
    return made
