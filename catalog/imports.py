"""Import of products from a price list or an older system."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductCategory
from core.importing import (
    ChoiceColumn,
    CodeColumn,
    DictionaryColumn,
    Importer,
    NumberColumn,
    RelatedColumn,
    TextColumn,
)


class ProductImporter(Importer):
    """Products by code; a missing category can be added on the way."""

    model = Product
    key = "code"
    keys = (("code",), ("name",))
    columns = (
        CodeColumn("code", _("Code"), ("产品编号", "编号", "product_id", "sku"), sample="SP-200"),
        TextColumn(
            "name",
            _("Name"),
            ("产品名称", "名称", "product_name"),
            required=True,
            sample="压力变送器",
        ),
        RelatedColumn(
            "category",
            _("Category"),
            ("产品分类", "类别"),
            model=ProductCategory,
            keys=("code", "name"),
            make=lambda name: ProductCategory(name=name),
        ),
        TextColumn("model", _("Model"), ("型号", "规格", "quantity_per_unit")),
        DictionaryColumn("unit", _("Unit"), ("单位", "计量单位"), list_code="unit"),
        NumberColumn("price", _("Price"), ("单价", "价格", "unit_price"), sample="1280.00"),
        NumberColumn("cost", _("Cost"), ("成本",)),
        NumberColumn("tax_rate", _("Tax rate (%)"), ("税率",), per_cent=True),
        TextColumn("place", _("Place of production"), ("产地",)),
        ChoiceColumn("state", _("State"), ("状态",), choices=Product.State),
        TextColumn("description", _("Description"), ("描述", "备注"), lines=True),
    )
