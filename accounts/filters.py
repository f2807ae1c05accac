import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AccountRequest, Department, SignIn, User
from core.filters import ChoicesFilter, DayRangeFilter, PersonFilter, RecordFilter


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


class AccountRequestFilter(RecordFilter):
    state = ChoicesFilter(choices=AccountRequest.State, label=_("State"))
    created_at = DayRangeFilter(label=_("Sent"))

    class Meta:
        model = AccountRequest
        fields = []
