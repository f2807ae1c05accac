from django import forms
from django.utils.translation import gettext_lazy as _

from workplace.services import messages


class ChoicesForm(forms.Form):
    """For each kind of message two boxes: on the page, by mail."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = messages.kinds_for(person)
        for code, (page, mail) in messages.choices_of(person).items():
            self.fields[f"{code}-page"] = box(_("On the page"), page)
            self.fields[f"{code}-mail"] = box(_("By mail"), mail)

    def rows(self):
        """Return (kind, box, box) for the table of the page."""
        return [(kind, self[f"{kind.code}-page"], self[f"{kind.code}-mail"]) for kind in self.kinds]

    def wanted(self) -> dict[str, tuple[bool, bool]]:
        values = self.cleaned_data
        return {
            kind.code: (values[f"{kind.code}-page"], values[f"{kind.code}-mail"])
            for kind in self.kinds
        }


def box(label, initial):
    return forms.BooleanField(required=False, label=label, initial=initial)
