"""The form of a custom field itself: what it asks depends on model and kind, which come first."""

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.custom.fields import extendable, form_field
from core.custom.indexes import indexable
from core.custom.kinds import kinds
from core.forms import RecordForm, fill_dictionaries
from core.models import CustomField

Kind = CustomField.Kind
NO_DEFAULT = (Kind.CHOICES, Kind.PERSON, Kind.RECORD)


def model_choices() -> list[tuple[str, str]]:
    """Return (label, name) of the models that can be extended, in the order of the apps."""
    return [(m._meta.label_lower, capfirst(m._meta.verbose_name)) for m in extendable()]


class StartForm(forms.Form):
    """The two things of a new field that never change."""

    model = forms.ChoiceField(label=gettext_lazy("Kind of record"), choices=model_choices)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of field"), choices=Kind.choices)


class CustomFieldForm(RecordForm):
    """Names, hint, choices and use of one field; `instance` carries model and kind."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these roles"),
        help_text=gettext_lazy("Tick none: everybody who sees the record sees the field."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(RecordForm.Meta):
        model = CustomField
        fields = [
            "label_zh",
            "label_en",
            "name",
            "dictionary",
            "target",
            "help_zh",
            "help_en",
            "is_required",
            "in_list",
            "is_indexed",
            "roles",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fit_to_kind()
        self.fields["roles"].choices = get_user_model().role_choices()
        self.add_default()
        first = ("label_zh", "label_en", "name", "dictionary", "target", "help_zh", "help_en")
        use = ("default", "is_required", "in_list", "is_indexed", "roles:wide")
        for title, names in ((_("The field"), first), (_("Its use"), use)):
            asked = [name for name in names if name.partition(":")[0] in self.fields]
            self.add_part(title, asked)

    def fit_to_kind(self):
        """Leave out what this kind of field has no use for, and what can no longer change."""
        kind = self.instance.kind
        if kind in CustomField.LISTS and not self.instance.pk:
            self.fields["dictionary"].required = True
        else:
            del self.fields["dictionary"]
        if kind == Kind.RECORD and not self.instance.pk:
            self.fields["target"] = forms.ChoiceField(
                label=_("Records of"), choices=model_choices()
            )
        else:
            del self.fields["target"]
        if self.instance.pk:
            del self.fields["name"]
        else:
            self.fields["name"].required = False
            self.fields["name"].help_text = _("Empty: made from the name. It never changes.")
        if kind == Kind.TICK:
            del self.fields["is_required"]
        if not indexable(self.instance):
            del self.fields["is_indexed"]
        else:
            self.fields["is_indexed"].help_text = _(
                "An index is built in the background; worth it above some ten thousand records."
            )

    def add_default(self):
        """Offer a default that is typed as a value of the field is typed."""
        field = self.instance
        if field.kind in NO_DEFAULT or (field.kind == Kind.CHOICE and not field.pk):
            return  # what is chosen from is known after the first save
        offered = form_field(field)
        offered.label, offered.required, offered.help_text = _("Default"), False, ""
        self.fields["default"] = offered
        if field.kind == Kind.CHOICE:
            fill_dictionaries({"default": offered}, {"default": field.default})
        if field.default is not None:
            self.initial["default"] = kinds[field.kind].initial(field.default)

    def clean_name(self):
        name = self.cleaned_data["name"]
        taken = CustomField.objects.filter(model=self.instance.model, name=name)
        if name and taken.exists():
            raise forms.ValidationError(_("There is a field with this internal name already."))
        return name

    def _post_clean(self):
        super()._post_clean()
        if "default" in self.fields and "default" in self.cleaned_data:
            field = self.instance
            field.default = kinds[field.kind].stored(self.cleaned_data["default"])


def target_name(field: CustomField) -> str:
    """Return what the field is chosen from, in words."""
    if field.dictionary_id:
        return str(field.dictionary)
    return capfirst(apps.get_model(field.target)._meta.verbose_name) if field.target else ""
