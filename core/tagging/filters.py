"""Records by their tags: any of the chosen ones, or all of them."""

import django_filters
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import tagging

ALL = "all"


class TagFilter(django_filters.ModelMultipleChoiceFilter):
    """Rows with one of the chosen tags; with `tags_how=all` rows that have every one."""

    def filter(self, qs, value):
        if not value:
            return qs
        table = tagging.table_of(qs.model)._base_manager
        keys = [tag.pk for tag in value]
        every = self.parent.form.cleaned_data.get("tags_how") == ALL
        for wanted in [[key] for key in keys] if every else [keys]:
            qs = qs.filter(pk__in=table.filter(tag__in=wanted).values("record"))
        return qs


class HowFilter(django_filters.ChoiceFilter):
    """Says how several tags are meant; `TagFilter` asks it."""

    def filter(self, qs, value):
        return qs


def with_tags(base, model, user) -> type:
    """Return the filter class `base` with the tags of a model, when `user` may see them."""
    if not tagging.open_to(model, user):
        return base
    kind = tagging.kind_of(tagging.table_of(model))
    chosen = TagFilter(
        queryset=kind.objects.all(),
        label=capfirst(kind._meta.verbose_name_plural),
        widget=forms.CheckboxSelectMultiple,
    )
    how = HowFilter(
        choices=[(ALL, _("all of them"))],
        empty_label=_("one of them is enough"),
        label=_("Several tags"),
    )
    return type(base.__name__, (base,), {"tags": chosen, "tags_how": how})
