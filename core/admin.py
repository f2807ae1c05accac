"""The data dictionary, number rules and the audit trail in Django admin."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import numbering
from core.administration import AuditedAdmin, ReadOnlyAdmin
from core.history import verbs
from core.keys import key_of
from core.models import Change, CustomField, DictionaryItem, DictionaryType, NumberRule
from core.templatetags.crm import moment


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


# Columns that say what a row is about, the most telling first.
NAMES = ("real_name", "name", "label_zh", "title", "number", "series", "model")


class KindFilter(admin.SimpleListFilter):
    """The kinds of record that have a history, without asking the table for them."""

    title = _("kind of record")
    parameter_name = "model"

    def lookups(self, request, model_admin):
        found = {
            model._meta.concrete_model._meta.label_lower: kind_name(model)
            for model in apps.get_models(include_auto_created=True)
            if any(trigger.name == "history" for trigger in getattr(model._meta, "triggers", ()))
        }
        return sorted(found.items(), key=lambda item: item[0])

    def queryset(self, request, queryset):
        return queryset.filter(model=self.value()) if self.value() else queryset


def kind_name(model) -> str:
    """Name a kind of record; the link between people and roles has no name of its own."""
    meta = model._meta.concrete_model._meta
    return _("Roles of people") if meta.auto_created else capfirst(meta.verbose_name)


def model_of(label):
    """Return the model of an entry; None when this version no longer has it."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("time", "person", "kind", "record", "operation", "verb_text", "summary")
    list_filter = (("at", admin.DateFieldListFilter), KindFilter, "operation")
    list_select_related = ("by",)
    search_fields = ("by__username",)  # shows the box; see get_search_results
    search_help_text = _("A person, the number of a record, or a verb such as user.deactivate")
    fields = (
        ("time", "person"),
        ("kind", "record"),
        ("operation", "verb_text", "came_from"),
        "differences",
    )
    sortable_by = ()
    actions = None

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "object_id__exact" or super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """Find by person, record or verb, each through its index instead of a scan of text."""
        for word in search_term.split():
            people = get_user_model().objects.filter(
                Q(username__iexact=word) | Q(real_name__icontains=word) | Q(employee_no=word)
            )
            found = Q(by__in=list(people.values_list("pk", flat=True)[:50]))
            if (key := key_of(word)) is not None:
                found |= Q(object_id=key)
            if "." in word:
                found |= Q(verb__startswith=word) | Q(model=word)
            queryset = queryset.filter(found)
        return queryset, False

    @admin.display(description=_("Time"))
    def time(self, obj):
        return moment(obj.at)

    @admin.display(description=_("Record"))
    def record(self, obj):
        return obj.object_id

    @admin.display(description=_("Verb"))
    def verb_text(self, obj):
        return str(verbs.get(obj.verb) or obj.verb or "—")

    @admin.display(description=_("Request and address"))
    def came_from(self, obj):
        return obj.origin or "—"

    @admin.display(description=_("By"))
    def person(self, obj):
        return obj.by or _("The program")

    @admin.display(description=_("Kind of record"))
    def kind(self, obj):
        model = model_of(obj.model)
        return kind_name(model) if model else obj.model

    @admin.display(description=_("What"))
    def summary(self, obj):
        """Name the changed fields, or what was added or removed."""
        if obj.operation == Change.Operation.UPDATE:
            labels = [str(label) for label, _before, _after in self.lines(obj)]
            return ", ".join(labels[:5]) + ("…" if len(labels) > 5 else "")
        values = obj.after or obj.before or {}
        return next((values[name] for name in NAMES if values.get(name)), "")

    @admin.display(description=_("Before and after"))
    def differences(self, obj):
        rows = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", self.lines(obj))
        heads = format_html_join(
            "", "<th>{}</th>", ((word,) for word in (_("Field"), _("Before"), _("After")))
        )
        return format_html("<table><thead><tr>{}</tr></thead>{}</table>", heads, rows)

    def lines(self, obj):
        """Return (label, before, after) of each column of an entry."""
        model = model_of(obj.model)
        fields = {field.column: field for field in model._meta.concrete_fields} if model else {}
        before, after = obj.before or {}, obj.after or {}
        return [
            (
                capfirst(fields[column].verbose_name) if column in fields else column,
                shown(before.get(column)),
                shown(after.get(column)),
            )
            for column in {**before, **after}
            if not column.endswith(("_pinyin", "_initials"))  # derived from names
        ]


def shown(value):
    """Write a stored value for a reader."""
    if value is True or value is False:
        return _("Yes") if value else _("No")
    return "—" if value in (None, "") else value
