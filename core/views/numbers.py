"""Pages of number rules: what the next number of each series will be, and changing a rule."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import numbering
from core.forms import RecordForm
from core.models import Change, NumberRule
from core.routes import url_for
from core.ui import Button, Tab
from core.views.forms import EditPage
from core.views.settings import SettingPage

# Each field asks for the example when it is changed.
EXAMPLE = {
    "data-hx-get": "?part=example",
    "data-hx-trigger": "input delay:300ms",
    "data-hx-include": "closest form",
    "data-hx-target": "#next-number",
    "data-hx-swap": "innerHTML",
}


class RuleForm(RecordForm):
    parts = ((gettext_lazy("Number rule"), ("prefix", "date_part", "digits", "reset")),)

    class Meta(RecordForm.Meta):
        model = NumberRule
        fields = ["prefix", "date_part", "digits", "reset"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.fields:
            self.fields[name].widget.attrs.update(EXAMPLE)

    def clean_prefix(self):
        prefix = self.cleaned_data["prefix"].strip()
        if prefix[-1:].isdigit():
            raise ValidationError(_("End the prefix with a letter: digits run into the number."))
        return prefix


class RulePages:
    """What both pages of number rules share."""

    model = NumberRule
    form = RuleForm

    def crumbs(self):
        lists = (
            [] if self.action == "list" else [Tab(_("Number rules"), url_for(NumberRule, "list"))]
        )
        return [Tab(_("Settings"), reverse("core:settings_index")), *lists]


class RuleList(RulePages, SettingPage, TemplateView):
    """Each series with the number that its next record will get."""

    action, route, permission = "list", "", "view"
    template_name = "core/number_rules.html"
    intro = gettext_lazy("Numbers are given at the first save and never change")

    def get_context_data(self, **kwargs):
        rules = list(self.get_queryset())
        for rule in rules:
            rule.next = numbering.upcoming(rule)
        return super().get_context_data(rules=rules, may_change=self.may("change"), **kwargs)


class RuleEdit(RulePages, EditPage):
    """Change a rule; `?part=example` answers with the next number of what is typed."""

    service = staticmethod(numbering.change_rule)

    def get_title(self):
        return _("Number rule: %s") % self.get_object().kind

    def get_template_names(self):
        return ["core/number_rule.html"]

    def get(self, request, *args, **kwargs):
        if request.GET.get("part") != "example":
            return super().get(request, *args, **kwargs)
        rule = self.get_object()
        form = RuleForm(request.GET, instance=rule)
        return HttpResponse(numbering.upcoming(rule) if form.is_valid() else "—")

    def said(self, rule):
        return _("Saved; the next number is %s.") % numbering.upcoming(rule)

    def get_success_url(self):
        return url_for(NumberRule, "list")

    def cancel_url(self):
        return url_for(NumberRule, "list")

    def get_context_data(self, **kwargs):
        rule = self.get_object()
        buttons = []
        if self.may("view", Change):
            trail = reverse("core:change_list")
            address = f"{trail}?model=core.numberrule&record={rule.pk}"
            buttons = [Button(_("History"), address, "clock")]
        stored = NumberRule.objects.get(pk=rule.pk)
        return super().get_context_data(
            example=numbering.upcoming(stored), buttons=buttons, **kwargs
        )
