import django_filters

from accounts.models import Department, User


class DepartmentFilter(django_filters.ModelChoiceFilter):
    """Rows whose person (`field_name`) works in a department or below it."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Department.objects.all(), **kwargs)

    def filter(self, qs, value):
        if value is None:
            return qs
        people = User.objects.filter(department__path__startswith=value.path)
        return qs.filter(**{f"{self.field_name}__in": people.values("pk")})
