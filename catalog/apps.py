from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Products")

    def ready(self):
        from catalog import api
        from catalog.imports import ProductImporter
        from catalog.models import Product, ProductCategory
        from core.api import resources
        from core.importing import importers
        from core.panels import Panel, panels
        from core.tables import Column
        from core.views.search import Found, searchable

        resources["products"] = api.PRODUCTS
        resources["product-categories"] = api.CATEGORIES
        importers["catalog.product"] = ProductImporter()
        searchable[Product] = Found("package", lambda row: row.code)
        columns = (Column("name"), Column("code"), Column("price", kind="money"))
        panels[ProductCategory].append(
            Panel("products", _("Products"), Product, columns, "category", "code")
        )
