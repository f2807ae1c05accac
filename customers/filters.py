import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.filters import DepartmentFilter
from accounts.models import Department
from core.filters import ChoicesFilter, DayRangeFilter, DictionaryFilter, PersonFilter, RecordFilter
from customers import involved
from customers import missing as unsaid
from customers.fields import RegionChoice
from customers.models import (
    ChurnCase,
    ChurnReason,
    ChurnState,
    Contact,
    Customer,
    CustomerRelation,
    Interaction,
    InteractionWords,
    LifeCycle,
    Region,
)
from customers.models.keys import IMPOSSIBLE, UNREACHABLE
from customers.services import cleaning, tiers


class RegionFilter(django_filters.ModelChoiceFilter):
    """Rows in a province, a city or a district: a range of its index."""

    field_class = RegionChoice

    def __init__(self, **kwargs):
        super().__init__(queryset=Region.objects.all(), **kwargs)

    def filter(self, rows, value):
        if not value:
            return rows
        first, last = value.division.span
        name = f"{self.field_name}_id"
        return rows.filter(**{f"{name}__gte": first, f"{name}__lte": last})


class CustomerFilter(RecordFilter):
    owner = PersonFilter(label=_("Account manager"))
    department = DepartmentFilter(field_name="owner", label=_("Department and below"))
    state = ChoicesFilter(choices=Customer.State, label=_("State"))
    level = DictionaryFilter("customer_level", label=_("Level"))
    tier = django_filters.ChoiceFilter(
        method="of_tier",
        label=_("Level by trade"),
        choices=[
            ("differs", _("differs from the level")),
            ("up", _("is higher than the level")),
            ("down", _("is lower than the level")),
            ("kept", _("differs, and the level is kept")),
        ],
    )
    category = DictionaryFilter("customer_category", label=_("Category"))
    industry = DictionaryFilter("industry", label=_("Industry"))
    source = DictionaryFilter("customer_source", label=_("Source"))
    buying_intent = DictionaryFilter("buying_intent", label=_("Buying intent"))
    collected_by = DictionaryFilter("data_collection", label=_("Data collected by"))
    life_cycle = ChoicesFilter(choices=LifeCycle, label=_("Life cycle"))
    kind = ChoicesFilter(choices=Customer.Kind, label=_("Kind"))
    credit_level = DictionaryFilter("credit_level", label=_("Credit level"))
    satisfaction = DictionaryFilter("satisfaction", label=_("Satisfaction"))
    region = RegionFilter(label=_("Region"))
    city = django_filters.CharFilter(lookup_expr="startswith", label=_("City abroad"))
    next_contact_at = DayRangeFilter(label=_("Next contact"))
    last_contact_at = DayRangeFilter(label=_("Last contact"))
    last_order_on = DayRangeFilter(label=_("Last order"))
    filed_on = DayRangeFilter(label=_("Filed on"))
    missing = ChoicesFilter(choices=unsaid.DECLARED, method="without", label=_("Not stated"))
    completeness = django_filters.RangeFilter(label=_("Completeness %"))
    of_department = django_filters.ModelChoiceFilter(
        field_name="owner__department",
        queryset=Department._base_manager.all(),
        label=_("Department"),
        widget=forms.HiddenInput,
    )
    of_region = django_filters.ModelChoiceFilter(
        field_name="region",
        queryset=Region.objects.all(),
        label=_("Region"),
        widget=forms.HiddenInput,
    )
    clean = django_filters.ChoiceFilter(
        method="to_clean",
        label=_("Dead data"),
        choices=[
            ("lifeless", _("No sign of life")),
            ("impossible", _("Impossible phone, e-mail or tax number")),
        ],
    )

    class Meta:
        model = Customer
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "missing" in self.form.fields:
            self.form.fields["missing"].choices = unsaid.choices(self.user)

    def without(self, rows, name, values):
        return unsaid.without(rows, values, self.user)

    def of_tier(self, rows, name, value):
        return tiers.among(rows, value)

    def to_clean(self, rows, name, value):
        return cleaning.lifeless(rows) if value == "lifeless" else rows.filter(IMPOSSIBLE)


class ContactFilter(RecordFilter):
    is_main = django_filters.BooleanFilter(label=_("Main contact"))
    part = django_filters.ChoiceFilter(choices=Contact.Part, label=_("Role in the decision"))
    clean = django_filters.ChoiceFilter(
        method="to_clean", label=_("Dead data"), choices=[("unreachable", _("Cannot be reached"))]
    )

    class Meta:
        model = Contact
        fields = []

    def to_clean(self, rows, name, value):
        return rows.filter(UNREACHABLE)


class OfCustomerFilter(RecordFilter):
    """What hangs on customers is found by them."""

    q = django_filters.CharFilter(method="search", label=_("Customer"))

    def search(self, rows, name, value):
        found = Customer.objects.covered_for(self.user).search(value)
        return rows.filter(customer__in=found.values("pk"))


class RelationFilter(OfCustomerFilter):
    """Relations by either customer."""

    kind = DictionaryFilter("customer_relation", label=_("Relation"))

    class Meta:
        model = CustomerRelation
        fields = []

    def search(self, rows, name, value):
        found = Customer.objects.covered_for(self.user).search(value).values("pk")
        return rows.filter(Q(first__in=found) | Q(second__in=found))


class InteractionFilter(OfCustomerFilter):
    author = PersonFilter(label=_("Author"))
    kind = DictionaryFilter("interaction_kind", label=_("Kind"))
    category = ChoicesFilter(choices=Interaction.Category, label=_("Contact category"))
    phase = DictionaryFilter("service_phase", label=_("Service phase"))
    words = django_filters.CharFilter(method="mention", label=_("Words in the text"))
    at = DayRangeFilter(label=_("Time"))

    class Meta:
        model = Interaction
        fields = []

    def mention(self, rows, name, value):
        """Keep the follow-ups that say so, in short or in full."""
        return rows.filter(pk__in=InteractionWords.objects.filter(text__zh=value).values("pk"))


InteractionFilter.base_filters |= involved.filters()


class ChurnFilter(OfCustomerFilter):
    state = ChoicesFilter(choices=ChurnState, label=_("State"))
    reason = django_filters.ChoiceFilter(
        choices=ChurnReason, method="warned_of", label=_("Reason of the warning")
    )
    owner = PersonFilter(field_name="customer__owner", label=_("Account manager"))
    department = DepartmentFilter(field_name="customer__owner", label=_("Department and below"))
    of_department = django_filters.ModelChoiceFilter(
        field_name="customer__owner__department",
        queryset=Department._base_manager.all(),
        label=_("Department"),
        widget=forms.HiddenInput,
    )
    level = DictionaryFilter("customer_level", field_name="customer__level", label=_("Level"))
    opened_on = DayRangeFilter(label=_("Warned on"))
    look_again_on = DayRangeFilter(label=_("Look again on"))
    ended_on = DayRangeFilter(label=_("Ended on"))

    class Meta:
        model = ChurnCase
        fields = []

    def warned_of(self, rows, name, value):
        return rows.filter(reasons__contains=[{"why": value}])
