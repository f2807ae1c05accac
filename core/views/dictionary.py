"""Pages of the data dictionary: the lists, the entries of one list, and replacing an entry."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from core import ordering
from core.dictionary import keeping, replacing
from core.dictionary.uses import all_uses, counts, shown
from core.forms import RecordForm
from core.keys import key_of
from core.models import DictionaryItem, DictionaryType
from core.routes import url_for
from core.ui import Button, Fact, Tab
from core.views.actions import ActionPage, FormActionPage
from core.views.forms import AddPage, EditPage
from core.views.settings import SettingPage


class TypeForm(RecordForm):
    parts = ((gettext_lazy("List"), ("label_zh", "label_en")),)

    class Meta(RecordForm.Meta):
        model = DictionaryType
        fields = ["label_zh", "label_en"]


class EntryForm(RecordForm):
    parts = ((gettext_lazy("Entry"), ("label_zh", "label_en")),)

    class Meta(RecordForm.Meta):
        model = DictionaryItem
        fields = ["label_zh", "label_en"]


class TypePages:
    """What all pages of lists share."""

    model = DictionaryType
    form = TypeForm

    def crumbs(self):
        lists = Tab(_("Data dictionary"), url_for(DictionaryType, "list"))
        settings = Tab(_("Settings"), reverse("core:settings_index"))
        return [settings] if self.action == "list" else [settings, lists]


class TypeList(TypePages, SettingPage, TemplateView):
    """All lists with how many entries they have, where they are offered and how often taken."""

    action, route, permission = "list", "", "view"
    template_name = "core/dictionary.html"
    intro = gettext_lazy("The lists to choose from; rename and extend them as your firm speaks")

    def get_context_data(self, **kwargs):
        uses = all_uses()
        lists = list(self.get_queryset().prefetch_related("items"))
        taken = counts({row.pk: [u.filled() for u in uses.get(row.code, ())] for row in lists})
        for row in lists:
            row.active = sum(item.is_active for item in row.items.all())
            row.uses = [use.label for use in uses.get(row.code, ())]
            row.taken = shown(taken[row.pk])
        buttons = []
        if self.may("add"):
            address = url_for(DictionaryType, "add")
            buttons = [Button(_("New list"), address, "plus", primary=True)]
        return super().get_context_data(lists=lists, buttons=buttons, **kwargs)


class TypeAdd(TypePages, AddPage):
    service = staticmethod(keeping.add_list)
    title = gettext_lazy("New list")
    intro = gettext_lazy("A list of your own is offered by custom fields.")


class TypeEdit(TypePages, EditPage):
    pass


class TypeDetail(TypePages, SettingPage, DetailView):
    """The entries of one list in their order, with what can be done to each."""

    action, route, permission = "detail", "<int:pk>/", "view"
    template_name = "core/dictionary_list.html"

    def get_title(self):
        return self.object.label

    def get_context_data(self, **kwargs):
        entries = list(self.object.items.order_by("position", "pk"))
        uses = all_uses().get(self.object.code, ())
        held = counts({entry.pk: [use.holding(entry.pk) for use in uses] for entry in entries})
        for entry in entries:
            entry.used, entry.taken = held[entry.pk] > 0, shown(held[entry.pk])
        return super().get_context_data(
            entries=entries,
            uses=[use.label for use in uses],
            buttons=self.buttons(),
            form=EntryForm() if self.may("add", DictionaryItem) else None,
            may_change=self.may("change", DictionaryItem),
            may_delete=self.may("delete", DictionaryItem),
            **kwargs,
        )

    def buttons(self):
        found = []
        if self.may("change"):
            found.append(Button(_("Rename the list"), url_for(self.object, "edit"), "edit"))
        if self.object.is_own and self.may("delete"):
            address, question = url_for(self.object, "delete"), _("Delete this list for good?")
            found.append(Button(_("Delete"), address, "trash", method="post", confirm=question))
        return found


class TypeDelete(TypePages, ActionPage):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, kind, *, by):
        keeping.remove_list(kind, by=by)

    def next_url(self, kind):
        return url_for(kind, "detail") if kind.pk else url_for(DictionaryType, "list")


class TypeArrange(TypePages, ActionPage):
    """Take the order of the rows after dragging, or move one entry by a button."""

    action, route = "arrange", "<int:pk>/arrange/"
    done = gettext_lazy("The order is saved.")

    def may(self, action, model=None):
        return super().may(action, DictionaryItem)

    def run(self, kind, *, by):
        keeping.arrange(kind, ordering.wanted(kind.items, self.request.POST), by=by)


class EntryPages:
    """What all pages of entries share; they end on the page of the list."""

    model = DictionaryItem
    form = EntryForm

    def crumbs(self):
        found = [
            Tab(_("Settings"), reverse("core:settings_index")),
            Tab(_("Data dictionary"), url_for(DictionaryType, "list")),
        ]
        entry = getattr(self, "object", None)
        return [*found, Tab(entry.type.label, url_for(entry.type, "detail"))] if entry else found

    def next_url(self, entry):
        return url_for(entry.type, "detail")

    def get_success_url(self):
        return self.next_url(self.object)

    def cancel_url(self):
        entry = getattr(self, "object", None)
        return self.next_url(entry) if entry else url_for(DictionaryType, "list")


class EntryAdd(EntryPages, AddPage):
    """The list is named in the address: ?list=7; without one it is the first."""

    service = staticmethod(keeping.add)
    title = gettext_lazy("New entry")

    @cached_property
    def kind(self):
        if wanted := key_of(self.request.GET.get("list", "")):
            return get_object_or_404(DictionaryType, pk=wanted)
        return DictionaryType.objects.first()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": DictionaryItem(type=self.kind)}

    def cancel_url(self):
        return url_for(self.kind, "detail")


class EntryEdit(EntryPages, EditPage):
    service = staticmethod(keeping.rename)


class EntryAction(EntryPages, ActionPage):
    """What is done by one button."""


class EntrySwitch(EntryAction):
    """Deactivate an active entry, activate an inactive one."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")

    def run(self, entry, *, by):
        keeping.switch(entry, active=not entry.is_active, by=by)


class EntryDelete(EntryAction):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, entry, *, by):
        keeping.remove(entry, by=by)


class ReplaceForm(forms.Form):
    """The entry that takes the place."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Take instead"), queryset=DictionaryItem.objects.none()
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        others = DictionaryItem.objects.filter(type=record.type, is_active=True)
        self.fields["to"].queryset = others.exclude(pk=record.pk).order_by("position", "pk")


class EntryReplace(EntryPages, FormActionPage):
    """Say which records will change, then do it as a job that can be watched."""

    action, route = "replace", "<int:pk>/replace/"
    form_class = ReplaceForm
    title = gettext_lazy("Replace the entry")
    submit_label = gettext_lazy("Replace in all records")
    intro = gettext_lazy(
        "All records that have this entry get the other one, those in the recycle bin too; "
        "nobody can choose this one any more. The history of each record tells."
    )

    def get_title(self):
        return _("Replace “%s”") % self.object.label

    def run(self, entry, form, *, by):
        self.batch = replacing.replace(entry, form.cleaned_data["to"], by=by)

    def get_success_url(self):
        return reverse("core:batch_detail", args=[self.batch.pk])

    def get_context_data(self, **kwargs):
        uses = all_uses().get(self.object.type.code, ())
        held = counts({use.label: [use.holding(self.object.pk)] for use in uses})
        facts = [Fact(label, shown(count)) for label, count in held.items()]
        return super().get_context_data(facts=facts, **kwargs)
