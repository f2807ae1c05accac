from catalog.views import products
from core.routes import pages

app_name = "catalog"

urlpatterns = [
    *pages(
        "products",
        products.ProductList,
        products.ProductAdd,
        products.ProductOptions,
        products.ProductExport,
        products.ProductImport,
        products.ProductTemplate,
        products.ProductDetail,
        products.ProductEdit,
        products.ProductDelete,
    ),
    *pages(
        "categories",
        products.CategoryList,
        products.CategoryAdd,
        products.CategoryOptions,
        products.CategoryDetail,
        products.CategoryEdit,
        products.CategoryDelete,
    ),
]
