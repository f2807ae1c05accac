from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.custom.filters import filter_of
from core.fields import RelatedChoice
from core.forms import keep_in_reach
from customers.models import Customer
from reports import grouping
from reports.churn import Division
from reports.periods import Period, span


class PeriodForm(forms.Form):
    """What every report of a period is asked for; each field has an answer when left out."""

    period = forms.ChoiceField(label=_("Period"), choices=Period, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    department = forms.ModelChoiceField(
        label=_("Department and below"),
        queryset=Department._base_manager.all(),  # everybody may name one; the rows obey reach
        required=False,
        empty_label="—",
    )
    owner = RelatedChoice(
        label=_("Account manager"), queryset=User.objects.filter(is_active=True), required=False
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data or None, **kwargs)
        self.extend(user)
        keep_in_reach(self, user)

    def extend(self, user):
        """Add the fields that depend on the reader."""

    def answers(self) -> dict:
        """Return sound answers: a faulty field falls back to its default."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        period = data.get("period") or (
            Period.OWN if data.get("since") or data.get("until") else Period.THIS_YEAR
        )
        since, until = span(period, timezone.localdate(), data.get("since"), data.get("until"))
        return {**data, "period": period, "since": since, "until": until}

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The last day lies before the first one."))
        return data


class ContributionForm(PeriodForm):
    """What the contribution report is asked for."""

    q = forms.CharField(
        label=_("Customer name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("two characters or more")}),
    )

    by = forms.ChoiceField(label=_("One line for each"), required=False)

    def extend(self, user):
        for field in grouping.narrowing(user):
            self.fields[field.key] = filter_of(field).field
        groups = grouping.choices(user)
        self.fields["by"].choices = [("", Customer._meta.verbose_name), *groups]
        if not groups:
            del self.fields["by"]


class ChurnForm(PeriodForm):
    """What the churn report is asked for: cases of a period, divided by one thing."""

    by = forms.ChoiceField(label=_("Divide by"), choices=Division, required=False)
    field_order = ("by", "period", "since", "until", "department", "owner")

    def extend(self, user):
        self.fields["by"].choices = [*Division.choices, *grouping.choices(user)]
