"""The rows of orders, order lines and chances, as lines of PostgreSQL's text form of COPY."""

from crm_site.demo import talk
from crm_site.demo.volume_draw import CHANCES, NOBODY
from crm_site.demo.volume_rows import HOURS, NULL, shape, yuan
from sales.models import Opportunity, Order, OrderLine


def order_rows(draw):
    columns, end = shape(
        Order,
        *("id", "number", "customer_id", "ordered_on", "required_on", "state", "amount"),
        *("owner_id", "created_by_id", "created_at", "updated_at"),
    )
    numbers = draw.numbers("order", (order[1] for order in draw.orders))
    return columns, order_lines(draw, numbers, end)


def order_lines(draw, numbers, end):
    """Write the orders by day; a customer in the pool was somebody's when it bought."""
    for place, (customer, day, state, amount, _lines) in enumerate(draw.orders):
        seller = draw.makers[customer]
        moment = f"{draw.days[day]} {HOURS[place % len(HOURS)]}+08"
        yield (
            f"{draw.order_base + place}\t{numbers[place]}\t{draw.customer_base + customer}\t"
            f"{draw.days[day]}\t{draw.days[day + 21]}\t{state}\t{yuan(amount)}\t"
            f"{seller}\t{seller}\t{moment}\t{moment}{end}"
        )


def line_rows(draw):
    columns, end = shape(
        OrderLine, "order_id", "product_id", "quantity", "price", "discount", "amount"
    )
    return columns, (
        f"{draw.order_base + place}\t{product}\t{quantity}\t{price}\t0.{discount:02}\t"
        f"{yuan(cents)}{end}"
        for place, order in enumerate(draw.orders)
        for product, quantity, price, discount, cents in order[4]
    )


def opportunity_rows(draw):
    columns, end = shape(
        Opportunity,
        *("number", "title", "customer_id", "customer_name", "customer_name_pinyin"),
        *("customer_name_initials", "state", "owner_id", "assigned_by_id", "assigned_at"),
        *("stage_id", "success_rate", "expected_amount", "expected_close"),
        *("created_by_id", "created_at", "updated_at"),
    )
    number = max(1, int(draw.count * CHANCES))
    days = [draw.today - 180 + place * 179 // number for place in range(number)]
    numbers = draw.numbers("opportunity", days)
    return columns, opportunity_lines(draw, days, numbers, end)


def opportunity_lines(draw, days, numbers, end):
    """Write young chances: a fifth waits for a supervisor, the rest for its plan."""
    known = sorted(draw.names)
    stage, chief = draw.firm.stages[0], draw.firm.people["qinmuye"].pk
    for place, (day, code) in enumerate(zip(days, numbers, strict=True)):
        customer = known[place % len(known)]
        maker, owner = draw.makers[customer], draw.owners[customer]
        moment = f"{draw.days[day]} {HOURS[place % len(HOURS)]}+08"
        waiting = owner == NOBODY or place % 5 == 0
        given = f"{NULL}\t{NULL}\t{NULL}" if waiting else f"{owner}\t{chief}\t{moment}"
        names = "\t".join(draw.names[customer])
        title = talk.TITLES[place % len(talk.TITLES)].format(
            p=draw.firm.products[place % len(draw.firm.products)].name
        )
        yield (
            f"{code}\t{title}\t{draw.customer_base + customer}\t"
            f"{names}\t{'unassigned' if waiting else 'assigned'}\t"
            f"{given}\t{stage.pk}\t{stage.probability}\t{1000 * (place % 400 + 5)}\t"
            f"{draw.days[min(day + 20 + place % 120, draw.today + 99)]}\t"
            f"{maker}\t{moment}\t{moment}{end}"
        )
