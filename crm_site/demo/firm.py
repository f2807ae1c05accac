"""The firm itself: departments, people, and what it sells."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Role, User
from accounts.services import departments
from catalog.models import Product, ProductCategory
from core import audit, saving
from core.models import DictionaryItem
from crm_site.demo import goods
from crm_site.demo.chance import ago, at, dice
from crm_site.demo.people import DEPARTMENTS, MARK, PASSWORD, PEOPLE
from crm_site.demo.storing import give_keys, store
from sales.models import Stage


@dataclass
class Firm:
    """What the parts of the demo firm have in common while it is put together."""

    today: date
    scale: float = 1.0
    people: dict[str, User] = field(default_factory=dict)
    items: dict[tuple[str, str], int] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)

    def item(self, kind: str, code: str) -> int | None:
        """Return the key of a dictionary entry; None when the firm has removed it."""
        return self.items.get((kind, code))

    def count(self, number: int, least: int = 1) -> int:
        """Return how many of something there are at this scale."""
        return max(least, round(number * self.scale))


def found(today: date, scale: float = 1.0) -> Firm:
    """Open the firm with its departments and people."""
    firm = Firm(today, scale)
    rows = DictionaryItem.objects.values_list("type__code", "code", "pk")
    firm.items = {(kind, code): key for kind, code, key in rows}
    firm.stages = list(Stage.objects.filter(is_active=True))
    make_people(firm, make_departments())
    return firm


def make_departments() -> dict[str, Department]:
    known = {}
    for position, (name, parent) in enumerate(DEPARTMENTS):
        found = Department.objects.filter(name=name, parent=known.get(parent)).first()
        known[name] = found or departments.create(
            Department(name=name, parent=known.get(parent), position=position), by=None
        )
    return known


def make_people(firm, known) -> None:
    """Open the accounts; one hash serves all, since the password is the same and public."""
    password = make_password(PASSWORD)
    roles = {role.code: role for role in Role.objects.all()}
    with audit.acting(None, "user.add"):
        for position, person in enumerate(PEOPLE, start=1):
            user = User(
                username=person.username,
                real_name=person.real_name,
                employee_no=f"{MARK}{position:02}",
                department=known[person.department],
                position=person.position,
                phone=f"1990000{9000 + position}",
                email=f"{person.username}@demo.example",
                is_active=not person.left,
                date_joined=at(ago(firm.today, 720), 9),
                last_login=at(ago(firm.today, person.away), 8),
                password=password,
            )
            user.save(force_insert=True)
            user.groups.add(roles[person.role].group_ptr_id)
            firm.people[person.username] = user
            if person.leads:
                user.department.leader = user
                user.department.save(update_fields=["leader"])


def make_products(firm) -> None:
    """Fill the catalogue; the administrator keeps it."""
    by, made = firm.people["haoyiming"], at(ago(firm.today, 1500), 9)
    lower, products = [], []
    upper = [ProductCategory(name=name) for name in goods.CATALOGUE]
    prepare(upper, by, made)
    for category, groups in zip(upper, goods.CATALOGUE.values(), strict=True):
        lower += [ProductCategory(name=name, parent=category) for name, _goods in groups]
    prepare(lower, by, made)
    lists = [rows for groups in goods.CATALOGUE.values() for _name, rows in groups]
    draw = dice("products")
    for category, rows in zip(lower, lists, strict=True):
        products += [product(firm, draw, category, row) for row in rows]
    prepare(products, by, made)
    for objects in (upper, lower, products):
        store(objects)
    firm.products = products


def product(firm, draw, category, row) -> Product:
    name, model, price, share = row
    unit = "hour" if model in goods.HOURS else "set" if model in goods.SETS else "piece"
    off_sale = model in goods.DISCONTINUED
    return Product(
        name=name,
        model=model,
        category=category,
        unit_id=firm.item("unit", unit),
        price=Decimal(price),
        cost=Decimal(price) * Decimal(str(share)),
        tax_rate=Decimal(6 if model.startswith("SV") else 13),
        place="" if model.startswith("SV") else draw.choice(goods.PLACES),
        state=Product.State.OFF_SALE if off_sale else Product.State.ON_SALE,
        description="停产，由压力变送器 PT-10 替代。" if off_sale else "",
    )


def prepare(objects, by, made) -> None:
    """Give the catalogue its codes; they carry no date."""
    saving.prepare(objects, by=by)
    give_keys(objects)
    for obj in objects:
        obj.created_at = obj.updated_at = made
