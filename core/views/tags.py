"""Bulk actions that put a tag on many records or take it off; lists of tagged models bring them."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core import tagging
from core.forms import limit_choices
from core.tagging import keeping
from core.views.bulk import BulkPage


class BulkTag(BulkPage):
    """Put a tag on the chosen records; those that have it keep it."""

    action, route = "bulk_tag", "bulk/tag/"
    title, icon, verb = gettext_lazy("Add tag"), "tag", "tag.add"
    list_page = None

    def choices(self, kind):
        return kind.objects.filter(is_active=True)

    def form_for(self, user, data=None):
        kind = tagging.kind_of(tagging.table_of(self.model))
        label = capfirst(kind._meta.verbose_name)
        field = forms.ModelChoiceField(label=label, queryset=self.choices(kind))
        return limit_choices(type("TagForm", (forms.Form,), {"tag": field})(data), user)

    def run(self, obj, *, by, tag):
        keeping.add(obj, tag, by=by)


class BulkUntag(BulkTag):
    """Take a tag off the chosen records; inactive ones too."""

    action, route = "bulk_untag", "bulk/untag/"
    title, icon, verb = gettext_lazy("Remove tag"), "x", "tag.remove"

    def choices(self, kind):
        return kind.objects.all()

    def run(self, obj, *, by, tag):
        keeping.remove(obj, tag, by=by)
