from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, Func, IntegerField, Q, Value
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.forms import DepartmentForm
from accounts.models import Department
from accounts.services import departments
from accounts.services.tree import in_tree_order
from core.administration import AuditedAdmin

DEEPEST_INDENT = 8


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    form = DepartmentForm
    list_display = ("tree_name", "leader", "people", "is_active")
    list_select_related = ("leader",)
    list_per_page = 500
    search_fields = ("name",)
    fields = ("name", "parent", "leader", "position", "is_active")
    autocomplete_fields = ("leader",)
    sortable_by = ()

    def get_queryset(self, request):
        active = Count("members", filter=Q(members__is_active=True))
        return super().get_queryset(request).annotate(people=active)

    def get_ordering(self, request):
        """Order as the tree is drawn; a firm has few departments, so their keys fit the query."""
        tree = in_tree_order(Department.objects.all())
        keys = Value([row.pk for row, _depth in tree], ArrayField(BigIntegerField()))
        place = Func(keys, F("pk"), function="array_position", output_field=IntegerField())
        return (place.asc(),)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        store = departments.edit if change else departments.create
        store(obj, by=request.user)

    def delete_model(self, request, obj):
        departments.delete(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for department in queryset:
            departments.delete(department, by=request.user)

    @admin.display(description=_("Name"))
    def tree_name(self, obj):
        depth = min(obj.path.count("/") - 2, DEEPEST_INDENT)
        return format_html('<span class="zk-deep-{}">{}</span>', max(depth, 0), obj.name)

    @admin.display(description=_("Active people"))
    def people(self, obj):
        return obj.people
