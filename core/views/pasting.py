"""Paste to fill: a pasted signature or invoice head becomes proposals that a person takes over."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import drafts
from core.fields import RelatedChoice

LONGEST = 2000


@dataclass(frozen=True)
class Proposal:
    """A value that the text proposes for a field, beside what stands there now."""

    name: str
    label: str
    value: str
    now: str


class Pasted:
    """Mixin of form pages. Without JavaScript as with it: the form comes back with proposals.

    `pasted(text)` returns {what the text says: value}, `paste_fields` {that: field of the form}.
    """

    pasted = None
    paste_fields: dict[str, str] = {}

    def get_template_names(self):
        names = super().get_template_names()
        return names if getattr(self, "as_panel", False) else ["generic/paste_form.html"]

    def post(self, request, *args, **kwargs):
        if "_read" in request.POST:
            return self.fill(request.POST.copy(), self.read(request.POST.get("pasted", "")))
        if "_take" in request.POST:
            data = request.POST.copy()
            for name in data.getlist("take"):
                self.take(data, name, data.get(f"proposed-{name}", ""))
            return self.fill(data, {})
        return super().post(request, *args, **kwargs)

    def read(self, text) -> dict[str, str]:
        """Return {field of the form: value}; a field that two parts mean gets the first."""
        found = {}
        for name, value in self.pasted(text[:LONGEST].replace("\0", "")).items():
            if name in self.paste_fields:
                found.setdefault(self.paste_fields[name], value)
        return found

    def take(self, data, name, value) -> None:
        if name not in self.paste_fields.values():
            return
        if isinstance(self.form.base_fields[name], RelatedChoice):  # it looks for what is typed
            data[name], data[f"{name}_text"] = "", value
        else:
            data[name] = value

    def fill(self, data, found):
        """Show the form again with what is typed, and the proposals above it."""
        self.object = self.get_object() if "pk" in self.kwargs else None
        self.sent = data
        form = drafts.unjudged(self.get_form())
        proposals = [
            Proposal(name, capfirst(str(form.fields[name].label)), value, self.now(data, name))
            for name, value in found.items()
            if name in form.fields
            and not form.fields[name].disabled
            and self.now(data, name) != value
        ]
        nothing = "" if proposals or "_take" in data else _("Nothing in this text is new here.")
        context = {"proposals": proposals, "nothing": nothing, "pasted": data.get("pasted", "")}
        return self.render_to_response(self.get_context_data(form=form, **context))

    def now(self, data, name) -> str:
        return data.get(f"{name}_text", data.get(name, ""))
