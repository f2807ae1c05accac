from .products import Product, ProductCategory

__all__ = ["Product", "ProductCategory"]
