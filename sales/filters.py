import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.filters import DepartmentFilter
from core.filters import ChoicesFilter, DayRangeFilter, DictionaryFilter, PersonFilter, RecordFilter
from core.search import matching
from customers.models import Customer
from sales.models import Opportunity, OpportunityState, Order, OrderState, Stage


class OpportunityFilter(RecordFilter):
    owner = PersonFilter(label=_("Account manager"))
    state = ChoicesFilter(choices=OpportunityState, label=_("State"))
    stage = django_filters.ModelChoiceFilter(queryset=Stage.objects.all(), label=_("Stage"))
    source = DictionaryFilter("opportunity_source", label=_("Source"))
    expected_close = DayRangeFilter(label=_("Expected close"))
    expected_amount = django_filters.RangeFilter(label=_("Expected amount"))

    class Meta:
        model = Opportunity
        fields = []


class OrderFilter(RecordFilter):
    customer = django_filters.ModelChoiceFilter(
        queryset=Customer.objects.all(), label=_("Customer"), widget=forms.HiddenInput
    )
    owner = PersonFilter(label=_("Account manager"))
    state = ChoicesFilter(choices=OrderState, label=_("State"))
    department = DepartmentFilter(field_name="owner", label=_("Department and below"))
    customer_name = django_filters.CharFilter(method="of_customers", label=_("Customer name"))
    ordered_on = DayRangeFilter(label=_("Order date"))
    amount = django_filters.RangeFilter(label=_("Amount"))

    class Meta:
        model = Order
        fields = []

    def search(self, rows, name, value):
        """Orders are found by number, or by their customer."""
        numbers = matching(Order.objects.all(), value).values("pk")
        return rows.filter(Q(pk__in=numbers) | Q(customer__in=self.customers(value)))

    def of_customers(self, rows, name, value):
        return rows.filter(customer__in=self.customers(value))

    def customers(self, value):
        return Customer.objects.covered_for(self.user).search(value).values("pk")
