"""Forms about whose a customer is: handing over, the pool, its rules and extensions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import DictionaryChoices
from core.forms import ReasonForm, RecordForm
from core.models import DictionaryItem
from customers.forms import PersonChoice
from customers.models import PoolRule


class InvalidForm(ReasonForm):
    """Why no business can be done with a customer."""

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class HandOverForm(PersonChoice):
    """The next account manager, and what they should know."""

    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        help_text=_("What the next account manager should know. It stays on file."),
    )


class PoolRuleForm(RecordForm):
    levels = DictionaryChoices(
        list_code="customer_level",
        queryset=DictionaryItem.objects.none(),
        label=_("Levels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all levels."),
    )
    categories = DictionaryChoices(
        list_code="customer_category",
        queryset=DictionaryItem.objects.none(),
        label=_("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all categories."),
    )
    parts = (
        (_("For whom"), ("name", "position", "levels", "categories")),
        (_("When"), ("contact_days", "order_days", "warn_days", "starts_on")),
    )

    class Meta(RecordForm.Meta):
        model = PoolRule
        fields = [
            "name",
            "position",
            "levels",
            "categories",
            "contact_days",
            "order_days",
            "warn_days",
            "starts_on",
        ]
        help_texts = {
            "contact_days": _("With both numbers of days, both must have passed."),
            "warn_days": _("So many days before, it stands on the record and in the quick filter."),
        }

    def clean_levels(self):
        return [entry.pk for entry in self.cleaned_data["levels"]]

    def clean_categories(self):
        return [entry.pk for entry in self.cleaned_data["categories"]]

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("contact_days") and not data.get("order_days"):
            text = _("Enter days without a follow-up, without an order, or both.")
            self.add_error("contact_days", text)
        return data


class ExtensionForm(forms.Form):
    """How many days longer a customer should stay, and why."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365, initial=30)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class AnswerForm(InvalidForm):
    """Why an extension is refused."""
