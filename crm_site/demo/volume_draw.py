"""What is drawn for very many customers before any row is written: arrays of small numbers."""

from array import array
from dataclasses import dataclass, field
from datetime import timedelta

from core import numbering
from crm_site.demo.chance import dice
from customers.models import Contact, Customer
from sales.models import Order

DAYS = 1095  # the customers were filed over three years
ORDER_DAYS = 730
ORDERS, TALKS, CHANCES = 0.3, 0.5, 0.02  # for each customer
POOLED = 0.2
REGULARS = 5  # one in five customers buys, a few of them very much
BUSY_SHARE, BUSY_MOST, SELDOM_MOST = 0.05, 2_000, 20
NOBODY = 0  # no owner, no day


@dataclass
class Draw:
    """Everything that more than one table has to know. Days count from `first_day`, from 1."""

    firm: object
    count: int
    sellers: list
    orders: list = field(default_factory=list)  # (customer, day, state, amount, lines)

    def __post_init__(self):
        """Draw who owns what, who bought what, and when contacts were and will be."""
        self.random = dice("volume")
        self.first_day = self.firm.today - timedelta(days=DAYS)
        self.today = DAYS
        self.days = [
            (self.first_day + timedelta(days=day)).isoformat() for day in range(DAYS + 100)
        ]
        self.products = [
            (product.pk, int(product.price * 100), product.price)
            for product in self.firm.products
            if product.state == "on_sale"
        ]
        self.customer_base = next_key(Customer)
        self.contact_base = next_key(Contact)
        self.order_base = next_key(Order)
        self.draw_owners()
        self.draw_orders()
        self.draw_contacts()

    def filed(self, index: int) -> int:
        """Return the day on which a customer was filed: the first ones are the oldest."""
        return 1 + index * (DAYS - 1) // self.count

    def draw_owners(self) -> None:
        """Spread the customers over the people; `busy` and `seldom` have their own number."""
        busy, seldom, *others = [user.pk for user in self.sellers]
        self.makers, number, roll = array("q"), len(others), self.random.random
        self.owners = array("q", bytes(8 * self.count))
        for index in range(self.count):
            maker = others[int(roll() * number)]
            self.makers.append(maker)
            self.owners[index] = NOBODY if roll() < POOLED else maker
        share = min(BUSY_MOST, int(self.count * BUSY_SHARE))
        for index in self.random.sample(range(self.count), share):
            self.owners[index] = self.makers[index] = busy
        old = range(max(self.count // 100, SELDOM_MOST))
        for index in self.random.sample(old, SELDOM_MOST):
            self.owners[index] = self.makers[index] = seldom

    def draw_orders(self) -> None:
        """Draw the orders by day, and what they add up to for each customer, in cents."""
        self.traded = array("q", bytes(8 * self.count))
        self.order_count = array("q", bytes(8 * self.count))
        self.last_order = array("q", bytes(8 * self.count))
        number, roll = int(self.count * ORDERS), self.random.random
        for place in range(number):
            day = DAYS - ORDER_DAYS + place * ORDER_DAYS // number
            customer = self.buyer(day)
            state = self.state(roll(), day)
            lines = [self.line(customer) for _ in range(2)]
            amount = sum(cents for *_line, cents in lines)
            self.orders.append((customer, day, state, amount, lines))
            if state == "confirmed":
                self.traded[customer] += amount
                self.order_count[customer] += 1
                self.last_order[customer] = day

    def buyer(self, day: int) -> int:
        """Return a regular who had been filed by then; a few are drawn again and again."""
        regulars, customer = self.count // REGULARS, 0
        for _ in range(12):
            rank = int(regulars * self.random.random() ** 3)
            customer = REGULARS * (rank * 7919 % regulars)
            if self.filed(customer) < day:
                return customer
        return 0

    def state(self, roll: float, day: int) -> str:
        if self.today - day < 15 and roll > 0.5:
            return "draft"
        return "cancelled" if roll < 0.05 else "confirmed"

    def line(self, customer: int) -> tuple:
        """Return (product, quantity, price, discount in per cent, amount in cents) of a line."""
        product, cents, price = self.random.choice(self.products)
        quantity = 1 + int(self.random.random() * (3 + 40 * (customer % 97 == 0)))
        discount = self.random.choice((0, 0, 2, 5, 8))
        return product, quantity, price, discount, (quantity * cents * (100 - discount) + 50) // 100

    def draw_contacts(self) -> None:
        """Draw the days of the last and of the next contact; both lie after the filing."""
        self.last = array("q", bytes(8 * self.count))
        self.next = array("q", bytes(8 * self.count))
        roll, talking = self.random.random, TALKS / (1 - POOLED)
        for index, owner in enumerate(self.owners):
            if owner == NOBODY or roll() > talking:
                continue
            last = max(self.filed(index), self.today - 1 - int(400 * roll() ** 2))
            self.last[index] = last
            if roll() < 0.7:
                due = self.today + int(-9 + 50 * roll())
                self.next[index] = max(due, last + 1)

    def numbers(self, series: str, days) -> list[str]:
        """Return a number of the series for each of `days`, which are in order."""
        found, start, days = [], 0, list(days)
        for end in range(1, len(days) + 1):
            if end == len(days) or days[end] != days[start]:
                day = self.first_day + timedelta(days=days[start])
                found += numbering.take(series, end - start, day)
                start = end
        return found


def next_key(model) -> int:
    """Return the key that follows the last one of a table."""
    newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (newest or 0) + 1
