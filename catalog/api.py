"""What other programs may do with products and their categories."""

from catalog.views.products import CategoryDetail, CategoryList, ProductDetail, ProductList
from core.api import Resource

PRODUCTS = Resource(ProductList, ProductDetail)
CATEGORIES = Resource(CategoryList, CategoryDetail)
