"""The data dictionary, number rules and custom fields in Django admin."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import numbering
from core.administration import AuditedAdmin
from core.models import CustomField, DictionaryItem, DictionaryType, NumberRule


class ItemForm(forms.ModelForm):
    """An entry keeps its code for ever; one that code relies on keeps its names as well."""

    class Meta:
        model = DictionaryItem
        fields = ("label_zh", "label_en", "code", "position", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
        if not self.instance.is_editable:
            for field in self.fields.values():
                field.disabled = True


class ItemInline(admin.TabularInline):
    model = DictionaryItem
    form = ItemForm
    extra = 1
    show_change_link = False


@admin.register(DictionaryType)
class DictionaryTypeAdmin(AuditedAdmin):
    list_display = ("label", "code", "position", "entries")
    search_fields = ("label_zh", "label_en", "code", "items__label_zh", "items__label_en")
    fields = ("label_zh", "label_en", "code", "position")
    inlines = (ItemInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("items")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False  # the lists belong to the program: fields ask for them by code

    @admin.display(description=_("Name"), ordering="label_zh")
    def label(self, obj):
        return obj.label

    @admin.display(description=_("Entries"))
    def entries(self, obj):
        names = [item.label for item in obj.items.all() if item.is_active]
        return ", ".join(names[:8]) + ("…" if len(names) > 8 else "")


@admin.register(NumberRule)
class NumberRuleAdmin(AuditedAdmin):
    list_display = ("series_name", "example", "prefix", "date_part", "digits", "reset")
    fields = ("series_name", "prefix", "date_part", "digits", "reset", "example")
    readonly_fields = ("series_name", "example")

    def save_model(self, request, obj, form, change):
        numbering.change_rule(obj, by=request.user)

    def has_add_permission(self, request):
        return False  # the series belong to the program: code asks for them by name

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("Series"), ordering="series")
    def series_name(self, obj):
        """Name the kind of record that is numbered."""
        return obj.kind

    @admin.display(description=_("Example"))
    def example(self, obj):
        return numbering.upcoming(obj)


@admin.register(CustomField)
class CustomFieldAdmin(AuditedAdmin):
    """Names and use of the fields; a new one begins on the page of the site."""

    list_display = ("label", "record_name", "kind", "is_required", "in_list", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("label_zh", "label_en", "name")
    fields = (
        ("record_name", "kind", "name"),
        ("label_zh", "label_en"),
        ("help_zh", "help_en"),
        ("is_required", "in_list", "is_active", "position"),
    )
    readonly_fields = ("record_name", "kind", "name")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # the page refuses fields in use

    @admin.display(description=_("Kind of record"), ordering="model")
    def record_name(self, obj):
        return capfirst(obj.record_model._meta.verbose_name)
