"""Pages of tags: the list with its uses, a new one, its name, order, merging, switching off."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from core import ordering
from core.dictionary.uses import shown
from core.routes import url_for
from core.tagging import managing
from core.ui import Tab
from core.views.actions import ActionPage, FormActionPage
from core.views.base import RecordPage
from core.views.forms import AddPage, EditPage
from core.views.settings import SettingPage
from customers.forms import MergeForm, TagForm
from customers.models import Tag


class TagPages:
    """What all pages of tags share; every one of them ends on the list."""

    model = Tag
    form = TagForm

    def crumbs(self):
        settings = Tab(_("Settings"), reverse("core:settings_index"))
        tags = Tab(capfirst(Tag._meta.verbose_name_plural), url_for(Tag, "list"))
        return [settings] if self.action == "list" else [settings, tags]

    def next_url(self, tag=None):
        return url_for(Tag, "list")

    cancel_url = get_success_url = next_url


class TagList(TagPages, SettingPage, TemplateView):
    action, route, permission = "list", "", "view"
    template_name = "customers/tags.html"
    intro = gettext_lazy("Words of your own on customers, contacts and opportunities")

    def get_context_data(self, **kwargs):
        tags = list(self.get_queryset())
        uses = managing.used(tags)
        for tag in tags:
            tag.uses, tag.used = uses[tag.pk] > 0, shown(uses[tag.pk])
        return super().get_context_data(
            tags=tags,
            form=TagForm() if self.may("add") else None,
            may_change=self.may("change"),
            may_delete=self.may("delete"),
            **kwargs,
        )


class TagAdd(TagPages, AddPage):
    service = staticmethod(managing.create)


class TagEdit(TagPages, EditPage):
    service = staticmethod(managing.rename)


class TagArrange(TagPages, RecordPage, View):
    """Take the order of the rows after dragging, or move one tag by a button."""

    action, route, permission = "arrange", "arrange/", "change"
    http_method_names = ["post"]

    def post(self, request):
        keys = ordering.wanted(self.get_queryset(), request.POST)
        managing.arrange(Tag, keys, by=request.user)
        return redirect(self.next_url())


class TagSwitch(TagPages, ActionPage):
    """Deactivate an active tag, activate an inactive one."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")

    def run(self, tag, *, by):
        managing.switch(tag, active=not tag.is_active, by=by)


class TagDelete(TagPages, ActionPage):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, tag, *, by):
        managing.remove(tag, by=by)


class TagMerge(TagPages, FormActionPage):
    """Put another tag in place of this one, everywhere; it can be undone like any batch."""

    action, route, permission = "merge", "<int:pk>/merge/", "delete"
    form_class = MergeForm
    submit_label = gettext_lazy("Merge the tags")
    done = gettext_lazy("Merged: %(record)s")
    intro = gettext_lazy(
        "All records that have this tag get the other one, those in the recycle bin too; "
        "this one is deleted."
    )

    def get_title(self):
        return _("Merge “%s”") % self.object

    def run(self, tag, form, *, by):
        self.batch = managing.merge(tag, form.cleaned_data["to"], by=by)

    def get_success_url(self):
        return reverse("core:batch_detail", args=[self.batch.pk])
