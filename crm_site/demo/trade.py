"""The orders of the demo firm, and what they add up to on the customers."""

from datetime import date, timedelta
from decimal import Decimal

from core import audit
from crm_site.demo.chance import ago, dice, office_hour
from crm_site.demo.storing import enrol, give_keys, store
from sales.models import Order, OrderLine, OrderState

ORDERS = 700
PERIOD = 730  # days of orders
SILENT = 0.1  # of the buyers
CANCELLED = 0.06  # of all
DRAFTS = 20  # of the newest so many, every other one is still a draft
DISCOUNTS = ("0", "0", "0", "0.02", "0.03", "0.05", "0.05", "0.08", "0.1")
REMARKS = ("", "", "", "随货附检定证书", "分两批交货", "发票随货同行", "收货前电话通知仓库")


def make(firm, buyers) -> tuple[list[Order], list[OrderLine]]:
    """Draw orders with their lines and note the trade on the customers."""
    draw = dice("orders")
    drawn = []
    for buyer, count in shares(firm, buyers):
        drawn += [one(firm, draw, buyer, day) for day in days(firm, draw, buyer, count)]
    lines_of = {id(order): lines for order, lines in drawn}
    orders = enrol([order for order, _lines in drawn])
    for order in orders[: -firm.count(DRAFTS, least=4) : -2]:
        order.state = OrderState.DRAFT
    lines = [line for order in orders for line in lines_of[id(order)]]
    for order in orders:
        for line in lines_of[id(order)]:
            line.order = order
    give_keys(lines)
    note(buyers, orders)
    return orders, lines


def shares(firm, buyers):
    """Return (buyer, number of orders): everybody one, the rest by the root of the size."""
    buying = [buyer for buyer in buyers if buyer.size]
    weights = [buyer.size**0.5 for buyer in buying]
    spare = max(0, firm.count(ORDERS) - len(buying))
    return [
        (buyer, 1 + round(spare * weight / sum(weights)))
        for buyer, weight in zip(buying, weights, strict=True)
    ]


def days(firm, draw, buyer, count) -> list[date]:
    """Return the days of the orders of a buyer, each in its own rhythm.

    The lost ones stopped a good while ago; some of the others fell silent, which is what a warning
    of churn is about.
    """
    first = min(PERIOD, max(2, (firm.today - buyer.customer.filed_on).days - 1))
    last = 1
    if buyer.standing == "lost":
        last = min(230 + draw.randrange(200), first - 1)
    elif draw.random() < SILENT:
        last = min(200, first - 1)
    elif count == 1:
        first = min(first, 150)  # a new customer
    gap = (first - last) / count
    return [ago(firm.today, last + gap * (n + draw.uniform(0.1, 0.6))) for n in range(count)]


def one(firm, draw, buyer, day) -> tuple[Order, list[OrderLine]]:
    """Return an order and its lines."""
    made = office_hour(draw, day)
    order = Order(
        customer=buyer.customer,
        ordered_on=day,
        required_on=day + timedelta(days=draw.choice((7, 14, 21, 28, 35))),
        state=OrderState.CANCELLED if draw.random() < CANCELLED else OrderState.CONFIRMED,
        owner=buyer.seller,
        remark=draw.choice(REMARKS),
        created_by=buyer.seller,
        created_at=made,
    )
    count = draw.choice((1, 1, 2, 2, 3, 3, 4))
    on_sale = [product for product in firm.products if product.state == "on_sale"]
    lines = [line(draw, buyer, product) for product in draw.sample(on_sale, count)]
    order.amount = sum(line.amount for line in lines)
    return order, lines


def line(draw, buyer, product) -> OrderLine:
    """Return a line; big buyers take more, and less of what is dear."""
    most = (1.4 + 120 * buyer.size) * (900 / (900 + float(product.price))) ** 0.7
    row = OrderLine(
        product=product,
        quantity=Decimal(1 + int(most * draw.random())),
        price=product.price,
        discount=Decimal(draw.choice(DISCOUNTS)),
    )
    row.amount = row.priced()
    return row


def note(buyers, orders) -> None:
    """Say on the customers what they have bought: the confirmed orders count."""
    known = {buyer.customer.pk: buyer.customer for buyer in buyers}
    for order in orders:
        if order.state == OrderState.CONFIRMED:
            customer = known[order.customer_id]
            customer.traded += order.amount
            customer.order_count += 1
            customer.last_order_on = max(
                customer.last_order_on or order.ordered_on, order.ordered_on
            )


def settle(buyers) -> None:
    """A customer of the deal library has bought: who only has drafts is still a potential one."""
    for buyer in buyers:
        if buyer.standing == "deal" and not buyer.customer.order_count:
            buyer.customer.state = buyer.standing = "potential"


VERBS = {OrderState.CONFIRMED: "order.confirm", OrderState.CANCELLED: "order.cancel"}


def store_orders(orders, lines) -> None:
    """Store orders as drafts, then confirm or cancel them, so that the history is complete."""
    states = {order.pk: order.state for order in orders}
    for order in orders:
        order.state = OrderState.DRAFT
    store(orders)
    owners = {order.pk: order.owner for order in orders}
    store(lines, maker=lambda line: owners[line.order_id])
    for owner in sorted(set(owners.values()), key=lambda person: person.pk):
        for target, verb in VERBS.items():
            keys = [pk for pk, state in states.items() if state == target and owners[pk] == owner]
            with audit.acting(owner, verb):
                Order.everything.filter(pk__in=keys).update(state=target)
    for order in orders:
        order.state = states[order.pk]
