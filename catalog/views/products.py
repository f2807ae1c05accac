"""Pages of products and their categories."""

from django.utils.translation import gettext_lazy

from catalog.filters import CategoryFilter, ProductFilter
from catalog.forms import CategoryForm, ProductForm
from catalog.models import Product, ProductCategory
from core.cells import money
from core.tables import Column
from core.views import (
    AddPage,
    DeletePage,
    DetailPage,
    EditPage,
    ExportPage,
    ImportPage,
    ListPage,
    OptionsPage,
    TemplatePage,
)


class ProductPages:
    """What every product page shares."""

    model = Product
    form = ProductForm


class ProductList(ProductPages, ListPage):
    filters = ProductFilter
    nothing = (
        gettext_lazy("Products are what orders are made of."),
        gettext_lazy("Fastest: import your price list."),
    )
    quickest = "import"
    order = "code"
    bulk_fields = ("category", "unit", "state", "tax_rate", "place")
    quick = (
        ("on_sale", Product.State.ON_SALE.label, lambda rows, user: rows.filter(state="on_sale")),
        (
            "off_sale",
            Product.State.OFF_SALE.label,
            lambda rows, user: rows.filter(state="off_sale"),
        ),
    )
    inline = ("price", "model", "place", "tax_rate")
    columns = (
        Column("name", sort="name_pinyin"),
        Column("code", sort="code", css="c-level"),
        Column("category", css="c-own"),
        Column("model", css="c-more"),
        Column("unit", css="c-more"),
        Column("price", gettext_lazy("Price ¥"), sort="price", kind="money", css="c-line"),
        Column("state", kind="state"),
        Column("tax_rate", kind="number", shown=False),
        Column("place", shown=False),
    )


class ProductDetail(ProductPages, DetailPage):
    related = ("category",)
    facts = (
        (
            gettext_lazy("Product"),
            (
                Column("name"),
                Column("code"),
                Column("category", kind="record"),
                Column("model"),
                Column("unit"),
                Column("price", gettext_lazy("Price ¥"), kind="money"),
                Column("tax_rate", kind="number"),
                Column("place"),
                Column("description"),
            ),
        ),
    )

    def facts_line(self):
        return [self.object.code]


class ProductAdd(ProductPages, AddPage):
    pass


class ProductEdit(ProductPages, EditPage):
    pass


class ProductDelete(ProductPages, DeletePage):
    pass


class ProductOptions(ProductPages, OptionsPage):
    def hint(self, row):
        return f"{row.code} · ¥{money(row.price)}"


class ProductExport(ProductPages, ExportPage):
    list_page = ProductList


class ProductImport(ProductPages, ImportPage):
    pass


class ProductTemplate(ProductPages, TemplatePage):
    pass


class CategoryPages:
    """What every category page shares."""

    model = ProductCategory
    form = CategoryForm


class CategoryList(CategoryPages, ListPage):
    filters = CategoryFilter
    nothing = (
        gettext_lazy("Categories group products in lists and reports."),
        gettext_lazy("Fastest: add three or four; the import of products can add them too."),
    )
    order = "code"
    columns = (
        Column("name", sort="name_pinyin"),
        Column("code", sort="code", css="c-level"),
        Column("parent", kind="record", css="c-own"),
        Column("remark", css="c-more"),
    )


class CategoryDetail(CategoryPages, DetailPage):
    related = ("parent",)
    facts = (
        (
            gettext_lazy("Product category"),
            (Column("name"), Column("code"), Column("parent", kind="record"), Column("remark")),
        ),
    )

    def facts_line(self):
        return [self.object.code]


class CategoryAdd(CategoryPages, AddPage):
    pass


class CategoryEdit(CategoryPages, EditPage):
    pass


class CategoryDelete(CategoryPages, DeletePage):
    pass


class CategoryOptions(CategoryPages, OptionsPage):
    pass
