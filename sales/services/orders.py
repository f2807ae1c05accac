"""What can happen to an order. Every change of state or of lines goes through here."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, holdings, saving
from core.errors import RuleBroken
from core.locking import lock
from customers.services import trade
from sales.models import ORDER_FLOW, Order, OrderLine, OrderState

MOST = 10**12  # yuan; what the columns of amounts hold
TYPED = ("product", "quantity", "price", "discount")


def counted():
    """Return the orders that count as trade."""
    return Order.objects.filter(state=OrderState.CONFIRMED)


def create(order: Order, *, lines=(), by) -> Order:
    """Write an order as a draft; `lines` are unsaved order lines."""
    with audit.acting(by, "add"):
        check_day(order.ordered_on)
        order.owner = order.owner if order.owner_id else by
        saving.create(order, by=by)
        set_lines(order, lines)
    return order


def update(order: Order, *, lines=None, by, seen=None) -> Order:
    """Store an edited draft, and its lines when they are given; a confirmed order is not edited."""
    with audit.acting(by, "edit"):
        check_edit(order.former or lock(Order.everything.get(pk=order.pk)))
        check_day(order.ordered_on)
        saving.update(order, by=by, seen=seen)
        if lines is not None:
            set_lines(order, lines)
    return order


def check_day(day) -> None:
    """Refuse an order of days to come: its customer would count as a buyer till then."""
    if day > timezone.localdate():
        raise RuleBroken(_("This day lies ahead. Enter when the order came."), field="ordered_on")


def check_edit(order: Order) -> None:
    if order.state != OrderState.DRAFT:
        raise RuleBroken(_("Only a draft can be edited."))


def set_lines(order, lines) -> None:
    """Give an order these lines and the sum of them; only what differs is written.

    A line with the key of a stored one takes its place; when none has a key, the place counts.
    """
    stored = {line.pk: line for line in order.lines.all()}
    if not any(line.pk in stored for line in lines):
        for line, key in zip(lines, stored, strict=False):
            line.pk = key
    new, changed = [], []
    for line in lines:
        line.order, line.amount = order, line.priced()
        before = stored.pop(line.pk, None)
        if before is None:
            line.pk = None
            new.append(line)
        elif typed(line) != typed(before):
            changed.append(line)
        else:
            line.amount = before.amount
    amount = sum((line.amount for line in lines), Decimal(0))
    if amount >= MOST:
        raise RuleBroken(_("The amount is too large: check quantities and prices."))
    if stored:
        order.lines.filter(pk__in=stored).delete()
    OrderLine.objects.bulk_update(changed, [*TYPED, "amount"])
    OrderLine.objects.bulk_create(new)
    if amount != order.amount:
        order.amount = amount
        order.save(update_fields=["amount", "updated_at"])


def typed(line) -> tuple:
    return line.product_id, line.quantity, line.price, line.discount


def add_up(order) -> None:
    """Work the amount of an order out of its lines."""
    order.amount = order.lines.aggregate(total=Sum("amount", default=0))["total"]
    order.save(update_fields=["amount", "updated_at"])


def confirm(order: Order, *, by) -> Order:
    """Confirm a draft and note the trade on the customer."""
    with audit.acting(by, "order.confirm"):
        lock(order)
        check_confirm(order)
        order.state = ORDER_FLOW.next(order.state, "confirm")
        order.save(update_fields=["state", "updated_at"])
        trade.note([order.customer_id])
    return order


def check_confirm(order: Order) -> None:
    check_day(order.ordered_on)
    if not order.lines.exists():
        raise RuleBroken(_("An order without lines cannot be confirmed."))


def cancel(order: Order, *, by) -> Order:
    """Cancel an order; its amount no longer counts for the customer."""
    with audit.acting(by, "order.cancel"):
        lock(order)
        order.state = ORDER_FLOW.next(order.state, "cancel")
        order.save(update_fields=["state", "updated_at"])
        trade.note([order.customer_id])
    return order


def held_by(user):
    """Return the orders of a person; whoever follows needs those that are done as well."""
    return Order.objects.filter(owner=user)


def hand_over(order: Order, to, *, by, note="") -> None:
    """Pass an order to another person; its state and lines stay."""
    holdings.pass_on(order, to, by=by, verb="order.hand_over")


def remove(order: Order, *, by, reason="") -> Order:
    """Put an order into the recycle bin; a confirmed one must be cancelled first."""
    with audit.acting(by, "delete"):
        lock(order)
        check_remove(order)
        return saving.remove(order, by=by, reason=reason)


def check_remove(order: Order) -> None:
    if order.state == OrderState.CONFIRMED:
        raise RuleBroken(_("Cancel the order first: it counts as trade."))


def restore(order: Order, *, by) -> Order:
    """Take an order out of the recycle bin; the totals of its customer follow."""
    with audit.acting(by, "restore"):
        saving.restore(order, by=by)
        trade.note([order.customer_id])
    return order


def add_lines(lines, *, by) -> None:
    """Add imported lines to their orders; the totals of orders and customers follow."""
    for line in lines:
        line.amount = line.priced()
    OrderLine.objects.bulk_create(lines)
    total_up({line.order_id for line in lines})


def total_up(order_ids) -> None:
    """Add up the amounts of orders from their lines, and the trade of their customers."""
    orders = Order.everything.filter(pk__in=order_ids)
    buyers = set(orders.order_by("pk").select_for_update().values_list("customer_id", flat=True))
    total = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    sums = Subquery(total.annotate(sum=Sum("amount")).values("sum"))
    orders.update(amount=Coalesce(sums, Decimal(0)))
    trade.note(buyers)


def has_open():
    """Return the condition on customers that an order of theirs is being worked on."""
    return Exists(Order.objects.filter(customer=OuterRef("pk"), state=OrderState.DRAFT))
