"""What all pages of Django admin share: the acting person in the history, refusals as messages."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst

from core import audit
from core.errors import RuleBroken
from core.routes import has_page, url_for

CAP = 10_000


class CappedPaginator(Paginator):
    """Counts no further than anybody pages: a count of millions of rows takes seconds."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:CAP].count()


class AuditedAdmin(admin.ModelAdmin):
    """Puts every change down to the signed-in person, and shows refusals of services.

    The history of a record is the audit trail, which also knows what happened on other pages.
    """

    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator

    def get_view_on_site_url(self, obj=None):
        """Lead to the page that the site has of a record, without a detour."""
        return url_for(obj, "detail") if obj and has_page(type(obj), "detail") else None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        verb = "edit" if object_id else "add"
        view = super().changeform_view
        return self.acting(verb, view, request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        return self.acting("delete", super().delete_view, request, object_id, extra_context)

    def changelist_view(self, request, extra_context=None):
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return self.acting("bulk", super().changelist_view, request, context)

    def acting(self, verb, view, request, *args):
        """Run a page; a POST is one transaction of this person, undone when a rule says no."""
        if request.method != "POST":
            return view(request, *args)
        try:
            with audit.acting(request.user, f"{self.opts.model_name}.{verb}"):
                return view(request, *args)
        except RuleBroken as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request, object_id, extra_context=None):
        query = urlencode({"model": self.opts.label_lower, "record": object_id})
        return HttpResponseRedirect(f"{reverse('core:change_list')}?{query}")

    def log_addition(self, request, obj, message):
        """Write no second log: the audit trail has it."""

    def log_change(self, request, obj, message):
        """Write no second log: the audit trail has it."""

    def log_deletions(self, request, queryset):
        """Write no second log: the audit trail has it."""
