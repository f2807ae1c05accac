import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.filters import DepartmentFilter
from core.filters import DayRangeFilter, DictionaryFilter, PersonFilter, RecordFilter
from customers.models import Contact, Customer, Interaction


class CustomerFilter(RecordFilter):
    owner = PersonFilter(label=_("Account manager"))
    department = DepartmentFilter(field_name="owner", label=_("Department and below"))
    state = django_filters.MultipleChoiceFilter(
        choices=Customer.State, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    level = DictionaryFilter("customer_level", label=_("Level"))
    category = DictionaryFilter("customer_category", label=_("Category"))
    industry = DictionaryFilter("industry", label=_("Industry"))
    source = DictionaryFilter("customer_source", label=_("Source"))
    city = django_filters.CharFilter(lookup_expr="startswith", label=_("City"))
    next_contact_at = DayRangeFilter(label=_("Next contact"))
    last_contact_at = DayRangeFilter(label=_("Last contact"))
    last_order_on = DayRangeFilter(label=_("Last order"))

    class Meta:
        model = Customer
        fields = []


class ContactFilter(RecordFilter):
    is_main = django_filters.BooleanFilter(label=_("Main contact"))
    part = django_filters.ChoiceFilter(choices=Contact.Part, label=_("Role in the decision"))

    class Meta:
        model = Contact
        fields = []


class InteractionFilter(RecordFilter):
    q = django_filters.CharFilter(method="search", label=_("Customer"))
    author = PersonFilter(label=_("Author"))
    kind = DictionaryFilter("interaction_kind", label=_("Kind"))
    at = DayRangeFilter(label=_("Time"))

    class Meta:
        model = Interaction
        fields = []

    def search(self, rows, name, value):
        """Follow-ups are found by their customer."""
        return rows.filter(customer__in=Customer.objects.search(value).values("pk"))
