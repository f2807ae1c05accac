"""Import of a firm's order history: orders first, then their lines."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.errors import RuleBroken
from core.importing import (
    ChoiceColumn,
    CodeColumn,
    DayColumn,
    Importer,
    NumberColumn,
    RelatedColumn,
    TextColumn,
)
from customers.import_customer import customer_column
from customers.services import trade
from sales.models import Order, OrderLine, OrderState
from sales.services import orders


class OrderImporter(Importer):
    """Orders of an older system; without a state they count as confirmed."""

    model = Order
    keys = (("number",),)
    fixed = ("customer", "state")  # a state moves by its own action
    note = _("An order without a state is taken as confirmed. Import the lines afterwards.")
    columns = (
        CodeColumn(
            "number",
            _("Number"),
            ("订单编号", "订单号", "order_id"),
            required=True,
            sample="DD20261122-0001",
        ),
        customer_column(make=True),
        DayColumn(
            "ordered_on",
            _("Order date"),
            ("下单日期", "订单日期", "order_date"),
            required=True,
            sample="2026-11-22",
        ),
        DayColumn("required_on", _("Required date"), ("要求日期", "交货日期", "required_date")),
        ChoiceColumn("state", _("State"), ("状态",), choices=OrderState),
        TextColumn("remark", _("Remark"), ("备注",), lines=True),
    )

    def build(self, values, *, by):
        orders.check_day(values["ordered_on"])
        values.setdefault("state", OrderState.CONFIRMED)
        return super().build({**values, "owner": by}, by=by)

    def may_change(self, obj):
        if obj.state != OrderState.DRAFT:
            raise RuleBroken(_("Only a draft can be edited."))

    def store(self, lines, *, by):
        super().store(lines, by=by)
        trade.note({line.obj.customer_id for line in lines})


class OrderLineImporter(Importer):
    """Lines of orders that are on file; the order is found by its number, the product by code."""

    model = OrderLine
    key = ""
    note = _("Import orders and products first. Write a discount of 15% as 0.15 or 15%.")
    columns = (
        RelatedColumn(
            "order",
            _("Order"),
            ("订单编号", "订单号", "order_id"),
            required=True,
            model=Order,
            keys=("number",),
        ),
        RelatedColumn(
            "product",
            _("Product"),
            ("产品编号", "产品", "产品名称", "product_id"),
            required=True,
            model=Product,
            keys=("code", "name"),
        ),
        NumberColumn("quantity", _("Quantity"), ("数量",), required=True, places=3, sample="10"),
        NumberColumn(
            "price", _("Price"), ("单价", "unit_price"), required=True, places=4, sample="1280.00"
        ),
        NumberColumn("discount", _("Discount"), ("优惠", "优惠率", "off"), places=4, sample="0.15"),
    )

    def store(self, lines, *, by):
        orders.add_lines([line.obj for line in lines], by=by)
