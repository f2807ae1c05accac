"""Filters beside the lists of the account pages."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Role
from accounts.services.tree import in_tree_order
from core.keys import key_of


class DepartmentFilter(admin.SimpleListFilter):
    """A department with all below it."""

    title = _("department")
    parameter_name = "department"

    def lookups(self, request, model_admin):
        tree = in_tree_order(Department.objects.all())
        return [(row.pk, "　" * depth + str(row)) for row, depth in tree]

    def queryset(self, request, queryset):
        chosen = key_of(self.value() or "")
        if chosen is None:
            return queryset
        return queryset.filter(department__path__contains=f"/{chosen}/")


class RoleFilter(admin.SimpleListFilter):
    """Who holds a role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role.code, role.label) for role in Role.objects.all()]

    def queryset(self, request, queryset):
        return queryset.filter(groups__role__code=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Whether an account is open, closed, or waits for its first own password."""

    title = _("state")
    parameter_name = "state"
    conditions = {
        "active": {"is_active": True},
        "disabled": {"is_active": False},
        "one_time": {"is_active": True, "must_change_password": True},
    }

    def lookups(self, request, model_admin):
        return [
            ("active", _("Normal")),
            ("disabled", _("Disabled")),
            ("one_time", _("First sign-in due")),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(**self.conditions.get(self.value(), {}))


class LastSignInFilter(admin.SimpleListFilter):
    """Who was here of late, and who was not."""

    title = _("last sign-in")
    parameter_name = "last"
    days = {"today": 0, "week": 7, "silent": -14}

    def lookups(self, request, model_admin):
        return [
            ("today", _("Today")),
            ("week", _("Within 7 days")),
            ("silent", _("Not for 14 days")),
            ("never", _("Never")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "never":
            return queryset.filter(last_login=None)
        days = self.days.get(self.value())
        if days is None:
            return queryset
        since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since -= timedelta(days=abs(days))
        return queryset.filter(**{"last_login__lt" if days < 0 else "last_login__gte": since})
