"""The settings of the firm: name and logo, time limits, thresholds."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from core import firm
from core.models import Change, Setting
from core.pictures import KINDS
from core.ui import Button
from core.views.settings import SettingPage


class SettingsForm(forms.Form):
    """One field per registered setting.

    What was shown when the page was opened comes back hidden beside each field, so that saving
    touches only what this person has changed.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, setting in firm.settings.items():
            field = setting.field()
            field.label, field.help_text = setting.label, setting.help
            field.initial = firm.get(name)
            field.show_hidden_initial = not isinstance(field, forms.FileField)
            self.fields[name] = field

    def decided(self) -> dict:
        """Return {name: value} of what was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def groups(self):
        """Return [(label of the group, [row, …]), …] for the template."""
        found = {}
        for name, setting in firm.settings.items():
            now = firm.get(name)
            row = {
                "setting": setting,
                "field": self[name],
                "first": self[name].as_hidden(only_initial=True)
                if self.fields[name].show_hidden_initial
                else "",
                "default": setting.shown(setting.default),
                "decided": now != setting.default,
                "picture": now if isinstance(self.fields[name], forms.FileField) else "",
            }
            found.setdefault(setting.group, []).append(row)
        return [(firm.GROUPS[group], rows) for group, rows in found.items()]


class SettingsPage(SettingPage, FormView):
    """Change settings; `put_back` names one that returns to its default."""

    model = Setting
    form_class = SettingsForm
    template_name = "core/settings.html"
    title = gettext_lazy("Firm settings")

    def post(self, request):
        name = request.POST.get("put_back", "")
        if name not in firm.settings:
            return super().post(request)
        setting = firm.settings[name]
        firm.change({name: setting.default}, by=request.user)
        messages.success(request, _("Put back to the default: %s") % setting.label)
        return redirect("core:settings")

    def form_valid(self, form):
        firm.change(form.decided(), by=self.request.user)
        messages.success(self.request, _("Saved; it holds from now on."))
        return redirect("core:settings")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            buttons=self.buttons(),
            cancel_url=reverse("core:settings_index"),
            submit_label=_("Save settings"),
            **kwargs,
        )

    def buttons(self):
        if not self.may("view", Change):
            return []
        history = f"{reverse('core:change_list')}?model=core.setting"
        return [Button(_("History"), history, "clock")]


@method_decorator(login_not_required, name="dispatch")
class LogoPage(View):
    """The logo of the firm; the sign-in page shows it to strangers as well."""

    http_method_names = ("get", "head")

    def get(self, request):
        name = firm.get("firm_logo")
        if not name or not default_storage.exists(name):
            raise Http404
        kind = next(kind for ending, kind in KINDS.values() if name.endswith(f".{ending}"))
        headers = {"Cache-Control": "public, max-age=86400"}
        return FileResponse(default_storage.open(name), content_type=kind, headers=headers)
