from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import DictionaryField, Record, bin_index
from core.search import NumberText, PinyinText


class ProductCategory(Record):
    """A node of the two-level tree of product categories."""

    search_text = (PinyinText("name"), NumberText("code"))
    number_series, number_field = "productcategory", "code"

    name = models.CharField(_("name"), max_length=80)
    name_pinyin = models.CharField(max_length=300, editable=False, default="")
    name_initials = models.CharField(max_length=120, editable=False, default="")
    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent category"),
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta(Record.Meta):
        ordering = ["code"]
        indexes = PinyinText.indexes("name", "productcategory")
        verbose_name = _("product category")
        verbose_name_plural = _("product categories")

    def __str__(self):
        return self.name


class Product(Record):
    """Something the firm sells; sales staff read, administrators edit."""

    class State(models.TextChoices):
        ON_SALE = "on_sale", _("On sale")
        OFF_SALE = "off_sale", _("Off sale")

    search_text = (PinyinText("name"), NumberText("code"))
    number_series, number_field = "product", "code"

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_pinyin = models.CharField(max_length=300, editable=False, default="")
    name_initials = models.CharField(max_length=120, editable=False, default="")
    category = models.ForeignKey(
        ProductCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("category"),
    )
    model = models.CharField(_("model"), max_length=80, blank=True)
    unit = DictionaryField("unit", verbose_name=_("unit"))
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    tax_rate = models.DecimalField(
        _("tax rate (%)"),
        max_digits=5,
        decimal_places=2,
        default=13,
        validators=[MinValueValidator(0)],
    )
    place = models.CharField(_("place of production"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ON_SALE)
    description = models.TextField(_("description"), blank=True)

    class Meta(Record.Meta):
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="catalog_product_price_gte_0"
            ),
        ]
        indexes = [
            *PinyinText.indexes("name", "catalog_product"),
            models.Index(fields=["category", "code"], name="catalog_product_category"),
            models.Index(fields=["price", "id"], name="catalog_product_price"),
            bin_index("catalog_product"),
        ]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self):
        return self.name

    @property
    def state_tone(self):
        return "live" if self.state == self.State.ON_SALE else "end"
