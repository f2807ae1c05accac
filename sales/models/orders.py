from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.models import Checked, OwnedRecord, bin_index
from core.querysets import RecordQuerySet
from core.reach import Owned
from core.search import NumberText
from core.workflow import Flow
from customers.models import Belonging, Customer

CENT = Decimal("0.01")


class OrderState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


ORDER_FLOW = Flow(
    OrderState,
    {
        OrderState.DRAFT: {"confirm": OrderState.CONFIRMED, "cancel": OrderState.CANCELLED},
        OrderState.CONFIRMED: {"cancel": OrderState.CANCELLED},
    },
)


class Order(OwnedRecord):
    """What a customer has agreed to buy; `amount` is the sum of its lines."""

    TONES = {"draft": "", "confirmed": "live", "cancelled": "end"}

    reach = Owned()
    search_text = (NumberText("number"),)
    number_series, number_field = "order", "number"
    derived = ("amount",)
    losing = ("lines",)  # parts that an edit may remove: the history finds those that are gone

    number = models.CharField(_("number"), max_length=30, unique=True, blank=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        db_index=False,
        related_name="orders",
        verbose_name=_("customer"),
    )
    ordered_on = models.DateField(_("order date"))
    required_on = models.DateField(_("required date"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=OrderState, default=OrderState.DRAFT, editable=False
    )
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, default=0, editable=False
    )
    remark = models.TextField(_("remark"), blank=True)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="sales_order_amount_gte_0"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="sales_order_mine"),
            models.Index(fields=["customer", "-ordered_on"], name="sales_order_customer"),
            models.Index(
                fields=["ordered_on", "id"],
                include=["customer", "owner", "amount", "state"],
                name="sales_order_ordered",
            ),
            models.Index(fields=["amount", "id"], name="sales_order_amount"),
            models.Index(fields=["state", "id"], name="sales_order_state"),
            bin_index("sales_order"),
        ]
        verbose_name = _("order")
        verbose_name_plural = _("orders")

    def __str__(self):
        return self.number

    @property
    def state_tone(self):
        return self.TONES[self.state]

    def history_parts(self):
        """The lines tell their changes on this record's history."""
        return self.lines.select_related("product")


class OrderInteraction(Belonging):
    """The order that a follow-up is about."""

    named_by, text, heads = ("order",), "number", ("订单", "订单号", "订单编号")
    order = models.ForeignKey(
        Order, models.CASCADE, related_name="interactions", verbose_name=_("order")
    )

    class Meta(Belonging.Meta):
        verbose_name = _("order of a follow-up")
        verbose_name_plural = _("orders of follow-ups")


class OrderLine(Checked):
    """One product of an order. `discount` is the share taken off: 0.15 is 15 % off."""

    granted_as = "sales.order"
    reach = Owned(record="order")
    told_by = ("product",)

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("product")
    )
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=12,
        decimal_places=3,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=4, validators=[MinValueValidator(Decimal(0))]
    )
    discount = models.DecimalField(
        _("discount"),
        max_digits=5,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = OwnedRecord.Meta.triggers
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="sales_orderline_quantity_gt_0"
            ),
            models.CheckConstraint(
                condition=models.Q(discount__gte=0, discount__lte=1),
                name="sales_orderline_discount_0_to_1",
            ),
        ]
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def validate_constraints(self, exclude=None):
        """Leave it to the validators of the fields, which say the same without a statement."""

    def __str__(self):
        return f"{self.product_id} × {self.quantity}"

    @property
    def told_as(self) -> str:
        """What the history of its order calls it; a removed line may outlive its product."""
        try:
            return str(self.product)
        except Product.DoesNotExist:
            return "—"

    def priced(self) -> Decimal:
        """Return quantity × price less the discount, in yuan, rounded half up to the cent."""
        return (self.quantity * self.price * (1 - self.discount)).quantize(CENT, ROUND_HALF_UP)
