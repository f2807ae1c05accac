"""The page that says why somebody may do something to a record, or not."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.forms import ExplainForm
from accounts.models import Grant
from accounts.services import access
from core.models import Record
from core.ui import Button
from core.views.settings import SettingPage


class ExplainPage(SettingPage, TemplateView):
    """Pick a person and a record; read the verdict on each action with its chain of reasons."""

    model = Grant
    permission = "view"
    template_name = "accounts/explain.html"
    title = gettext_lazy("Explain access")
    intro = gettext_lazy("Why somebody may do something to a record, or not")

    def get_context_data(self, **kwargs):
        form = ExplainForm(self.request.GET or None, user=self.request.user)
        context = super().get_context_data(form=form, **kwargs)
        if not form.is_valid():
            return context
        person, record = form.cleaned_data["person"], form.cleaned_data.get("record")
        verdicts = access.explain(person, form.model, record)
        return {**context, "person": person, "record": record, "verdicts": verdicts}


def explain_button(obj, user) -> Button | None:
    """Return the button of a record page that leads here; only administrators see it."""
    if not user.may(Grant, "view") or not isinstance(obj, Record):
        return None
    query = f"?kind={obj._meta.label_lower}&record={obj.pk}"
    return Button(_("Explain access"), reverse("accounts:explain") + query, "lock")
