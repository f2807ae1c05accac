"""Pages of custom fields: the fields of each kind of record, a new one, a change, their order."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.custom import managing
from core.custom.fields import extendable
from core.custom.forms import CustomFieldForm, StartForm, target_name
from core.models import CustomField
from core.routes import url_for
from core.ui import Tab
from core.views.actions import ActionPage
from core.views.base import RecordPage
from core.views.forms import AddPage, EditPage


class CustomFieldPages:
    """What all pages of custom fields share."""

    model = CustomField
    form = CustomFieldForm

    def get_success_url(self):
        return f"{url_for(CustomField, 'list')}?model={self.object.model}"

    def cancel_url(self):
        return url_for(CustomField, "list")

    def crumbs(self):
        way = [Tab(_("Settings"), reverse("core:settings_index"))]
        here = Tab(capfirst(CustomField._meta.verbose_name_plural), self.cancel_url())
        return way if self.action == "list" else [*way, here]


class CustomFieldList(CustomFieldPages, RecordPage, TemplateView):
    """The fields of one kind of record after the other, with what can be done to each."""

    action, route, permission = "list", "", "view"
    intro = gettext_lazy("What your firm wants to keep beyond the fields that are there already.")

    def get_template_names(self):
        return ["core/custom_fields.html"]

    @property
    def chosen(self):
        wanted = self.request.GET.get("model", "")
        models = {model._meta.label_lower: model for model in extendable()}
        return models.get(wanted) or extendable()[0]

    def get_context_data(self, **kwargs):
        label = self.chosen._meta.label_lower
        fields = self.get_queryset().select_related("dictionary")
        rows = [field for field in fields if field.model == label]
        for field in rows:
            field.source = target_name(field)
        counts = {name: sum(f.model == name for f in fields) for name in {f.model for f in fields}}
        start = StartForm(initial={"model": label})
        return super().get_context_data(
            fields=rows,
            tabs=[self.tab(model, label, counts) for model in extendable()],
            start=start if self.may("add") else None,
            may_change=self.may("change"),
            may_delete=self.may("delete"),
            **kwargs,
        )

    def tab(self, model, chosen, counts) -> Tab:
        name = model._meta.label_lower
        title = capfirst(model._meta.verbose_name)
        return Tab(title, f"?model={name}", name == chosen, str(counts.get(name, "")), name)


class CustomFieldAdd(CustomFieldPages, AddPage):
    """The form of a new field; model and kind come in the address."""

    service = staticmethod(managing.create)

    def dispatch(self, request, *args, **kwargs):
        self.begun = self.field_of(request.GET)
        if self.begun is None and self.may(self.permission):
            return redirect(self.cancel_url())
        return super().dispatch(request, *args, **kwargs)

    def field_of(self, data) -> CustomField | None:
        """Return the field that the address asks for; without a model and a kind there is none."""
        start = StartForm(data)
        return CustomField(**start.cleaned_data) if start.is_valid() else None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.begun}

    def get_initial(self):
        return {}

    def get_title(self):
        record = self.begun.record_model._meta.verbose_name
        kind = self.begun.get_kind_display()
        return _("New field of %(record)s: %(kind)s") % {"record": record, "kind": kind}


class CustomFieldEdit(CustomFieldPages, EditPage):
    service = staticmethod(managing.update)


class CustomFieldAction(CustomFieldPages, ActionPage):
    """What is done by one button; every one of them ends on the list of the same model."""

    def next_url(self, field):
        return f"{url_for(CustomField, 'list')}?model={field.model}"


class CustomFieldDelete(CustomFieldAction):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, field, *, by):
        managing.remove(field, by=by)


class CustomFieldSwitch(CustomFieldAction):
    """Deactivate an active field, activate an inactive one."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")

    def run(self, field, *, by):
        managing.switch(field, active=not field.is_active, by=by)


class CustomFieldMove(CustomFieldAction):
    """Change places with the neighbour; `up` or `down` is the button that was pressed."""

    action, route = "move", "<int:pk>/move/"
    done = gettext_lazy("Moved: %(record)s")

    def run(self, field, *, by):
        managing.move(field, up="up" in self.request.POST, by=by)
