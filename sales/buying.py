"""How a customer buys: which products, how much in each month, when it is mostly spoken to."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncMonth
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import money
from core.charts import columns
from core.panels import Portrait
from core.tables import Column, table
from core.ui import Empty, Figure
from customers.models import Interaction
from sales.models import Order, OrderLine, OrderState

MONTHS, PRODUCTS, TALKS = 24, 20, 3
COLUMNS = (
    Column("product", gettext_lazy("Product")),
    Column("quantity", gettext_lazy("Quantity"), kind="number"),
    Column("amount", gettext_lazy("Amount ¥"), kind="money"),
    Column("orders", gettext_lazy("Orders"), kind="number"),
    Column("last", gettext_lazy("Last bought"), kind="day"),
)


class Bought:
    """A product with what the customer bought of it."""

    def __init__(self, product__pk, product__name, **sums):
        self.pk, self.product = product__pk, product__name
        self.__dict__.update(sums)

    def __str__(self):
        return self.product


def portrait(customer, user) -> dict:
    """Return what the tab shows: three statements, asked when it is opened."""
    orders = Order.objects.hanging_on(customer, "customer", user)
    orders = orders.filter(state=OrderState.CONFIRMED).order_by()
    bought, traded = products(orders), by_month(orders)
    empty = Empty(
        _("Nothing bought yet."), _("Confirmed orders show here which products, and how often.")
    )
    return {
        "habits": figures(customer, user),
        "chart": chart(traded) if traded else None,
        "table": table(COLUMNS, Order, bought, links=False, label=_("Products"))
        if bought
        else None,
        "empty": None if bought or traded else empty,
    }


def products(orders) -> list[Bought]:
    """Return the products bought most, by amount."""
    rows = OrderLine.objects.filter(order__in=orders.values("pk")).order_by()
    rows = rows.values("product__pk", "product__name").annotate(
        quantity=Sum("quantity"),
        amount=Sum("amount"),
        orders=Count("order", distinct=True),
        last=Max("order__ordered_on"),
    )
    return [Bought(**row) for row in rows.order_by("-amount", "product__pk")[:PRODUCTS]]


def by_month(orders) -> dict[date, Decimal]:
    """Return {first day of a month: amount} of the last two years."""
    today = timezone.localdate()
    since = date(today.year - MONTHS // 12, today.month, 1)
    rows = orders.filter(ordered_on__gte=since, ordered_on__lte=today)
    rows = rows.annotate(month=TruncMonth("ordered_on")).values("month")
    return dict(rows.annotate(amount=Sum("amount")).values_list("month", "amount"))


def chart(traded) -> dict:
    today, values = timezone.localdate(), []
    for back in range(MONTHS - 1, -1, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        amount = traded.get(date(year, month + 1, 1), Decimal(0))
        label = str(year) if month == 0 or back == MONTHS - 1 else ""
        words = f"{year}-{month + 1:02d} ¥{money(amount)}"
        values.append((amount, f"{month + 1:02d}", label, words))
    return columns(values, title=_("Bought in the last 24 months"), note=_("Amount ¥"))


def figures(customer, user) -> list[Figure]:
    rhythm = customer.order_rhythm
    usual = _("every %d days") % rhythm if rhythm else "—"
    last = f"{customer.last_order_on:%Y-%m-%d}" if customer.last_order_on else "—"
    day, hour = habits(customer, user)
    return [
        Figure(_("Usually orders"), usual),
        Figure(_("Last order"), last),
        Figure(_("Mostly spoken to on"), day),
        Figure(_("Mostly spoken to at"), hour),
    ]


def habits(customer, user) -> tuple[str, str]:
    """Return the weekday and the part of the day of most follow-ups, when there are a few."""
    zone = timezone.get_current_timezone()
    rows = Interaction.objects.hanging_on(customer, "customer", user).order_by()
    rows = rows.annotate(
        day=ExtractIsoWeekDay("at", tzinfo=zone), hour=ExtractHour("at", tzinfo=zone)
    )
    days, parts = Counter(), Counter()
    for day, hour, count in rows.values_list("day", "hour").annotate(count=Count("pk")):
        days[day] += count
        parts[hour // 2 * 2] += count
    if days.total() < TALKS:
        return "—", "—"
    day, hour = max(days, key=lambda d: (days[d], -d)), max(parts, key=lambda h: (parts[h], -h))
    return str(WEEKDAYS[day - 1]), f"{hour:02d}:00–{hour + 2:02d}:00"


BUYING = Portrait("buying", gettext_lazy("Buying habits"), Order, "sales/_buying.html", portrait)
