from django.contrib import admin
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.admin.fields import table_of
from accounts.admin.forms import RoleForm
from accounts.models import Grant, Role
from accounts.services import roles
from core.administration import AuditedAdmin
from core.reach import Action


@admin.register(Role)
class RoleAdmin(AuditedAdmin):
    form = RoleForm
    list_display = ("label", "code", "description", "people", "is_active")
    search_fields = ("name", "name_en", "code", "description")
    fieldsets = (
        (
            None,
            {"fields": (("name", "name_en"), "code", "description", ("is_active", "needs_factor"))},
        ),
        (_("Grants"), {"fields": ("matrix",), "classes": ("zk-matrix",)}),
    )

    def get_queryset(self, request):
        active = Count("user", filter=Q(user__is_active=True))
        return super().get_queryset(request).annotate(people=active)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["code"] if obj else []
        return fixed if request.user.may(Grant, "change") else [*fixed, "matrix"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.is_shipped)

    def save_model(self, request, obj, form, change):
        rights = form.cleaned_data.get("matrix")
        if change:
            roles.edit(obj, rights, by=request.user)
        else:
            roles.create(obj, rights or {}, by=request.user)

    def delete_model(self, request, obj):
        roles.delete(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for role in queryset:
            roles.delete(role, by=request.user)

    @admin.display(description=_("Name"), ordering="name")
    def label(self, obj):
        return obj.label

    @admin.display(description=_("Active people"))
    def people(self, obj):
        return obj.people

    @admin.display(description=_("Grants"))
    def matrix(self, obj):
        """Show the table to somebody who may not change it."""
        context = {"modules": table_of(obj.rights() if obj.pk else {}), "actions": list(Action)}
        return render_to_string("admin/accounts/role/matrix.html", {**context, "fixed": True})
