import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Absence, AccountRequest, Department, Role, SignIn, User
from core.filters import ChoicesFilter, DayRangeFilter, PersonFilter, RecordFilter
from core.search import matching


class DepartmentFilter(django_filters.ModelChoiceFilter):
    """Rows whose person (`field_name`) works in a department or below it."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Department._base_manager.all(), **kwargs)

    def filter(self, qs, value):
        if value is None:
            return qs
        people = User.objects.filter(department__path__startswith=value.path)
        return qs.filter(**{f"{self.field_name}__in": people.values("pk")})


class SignInFilter(RecordFilter):
    person = PersonFilter(label=_("Person"))
    outcome = ChoicesFilter(choices=SignIn.Outcome, label=_("Outcome"))
    at = DayRangeFilter(label=_("Time"))
    address = django_filters.CharFilter(
        lookup_expr="startswith", label=pgettext_lazy("network", "Address")
    )

    class Meta:
        model = SignIn
        fields = []


class AbsenceFilter(RecordFilter):
    owner = PersonFilter(label=_("Person"))
    department = DepartmentFilter(field_name="owner", label=_("Department and below"))
    kind = ChoicesFilter(choices=Absence.Kind, label=pgettext_lazy("absence", "Kind"))
    starts_on = DayRangeFilter(label=_("Begins"))

    class Meta:
        model = Absence
        fields = []


class UserFilter(RecordFilter):
    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.all(), method="below", label=_("Department and below")
    )
    role = django_filters.ModelChoiceFilter(
        queryset=Role.objects.all(), field_name="groups__role", label=_("Role")
    )
    is_active = django_filters.ChoiceFilter(
        choices=[("True", _("Normal")), ("False", _("Disabled"))], label=_("State")
    )

    class Meta:
        model = User
        fields = []

    def search(self, rows, name, value):
        return matching(rows, value)

    def below(self, rows, name, value):
        return rows.filter(department__path__startswith=value.path) if value else rows


class AccountRequestFilter(RecordFilter):
    state = ChoicesFilter(choices=AccountRequest.State, label=_("State"))
    created_at = DayRangeFilter(label=_("Sent"))

    class Meta:
        model = AccountRequest
        fields = []
