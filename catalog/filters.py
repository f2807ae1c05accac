import django_filters
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductCategory
from core.filters import RecordFilter


class ProductFilter(RecordFilter):
    category = django_filters.ModelChoiceFilter(
        queryset=ProductCategory.objects.order_by("code"), label=_("Category")
    )
    state = django_filters.ChoiceFilter(choices=Product.State, label=_("State"))
    price = django_filters.RangeFilter(label=_("Price"))

    class Meta:
        model = Product
        fields = []


class CategoryFilter(RecordFilter):
    class Meta:
        model = ProductCategory
        fields = []
