from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.custom.filters import filter_of
from core.fields import RelatedChoice
from core.forms import keep_in_reach
from customers.libraries import LIBRARIES
from customers.models import Customer
from reports import completeness, grouping
from reports.churn import Division
from reports.dimensions import dimensions
from reports.periods import Period, span


class PeopleForm(forms.Form):
    """What every report is asked for: whose records it tells of."""

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
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


class PeriodForm(PeopleForm):
    """What every report of a period is asked for beside; each field has an answer when left out."""

    first_period = Period.THIS_YEAR
    field_order = ("period", "since", "until", "department", "owner")

    period = forms.ChoiceField(label=_("Period"), choices=Period, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, user=user, **kwargs)
        field = self.fields["period"]
        field.choices = sorted(field.choices, key=lambda each: each[0] != self.first_period)

    def answers(self) -> dict:
        """Return sound answers: a faulty field falls back to its default."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        period = data.get("period") or (
            Period.OWN if data.get("since") or data.get("until") else self.first_period
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


class CompositionForm(PeriodForm):
    """What the composition report is asked for: customers of a library, divided by one or two."""

    first_period = Period.EVER

    by = forms.ChoiceField(label=_("Divide by"), required=False)
    across = forms.ChoiceField(label=_("And by"), required=False)
    show = forms.ChoiceField(
        label=_("Figures of the table"),
        choices=[("", _("Customers")), ("traded", _("Traded ¥"))],
        required=False,
    )
    library = forms.ChoiceField(
        label=_("Customers"),
        choices=[(name, label) for name, label, _condition in LIBRARIES],
        required=False,
    )
    field_order = (
        *("by", "across", "show", "library", "period", "since", "until", "department", "owner"),
    )

    def extend(self, user):
        for field in grouping.narrowing(user):
            self.fields[field.key] = filter_of(field).field
        self.known = dimensions(user)
        known = [(name, each.label) for name, each in self.known.items()]
        few = [(name, label) for name, label in known if self.known[name].few]
        self.fields["by"].choices = known
        self.fields["across"].choices = [("", "—"), *few]
        self.fields["period"].label = _("Filed in")

    def clean(self):
        data = super().clean()
        by, across = data.get("by") or "level", data.get("across")
        if across and self.known[by].family == self.known[across].family:
            self.add_error("across", _("Choose something else than what the lines are divided by."))
        return data


class ChurnForm(PeriodForm):
    """What the churn report is asked for: cases of a period, divided by one thing."""

    by = forms.ChoiceField(label=_("Divide by"), choices=Division, required=False)
    field_order = ("by", "period", "since", "until", "department", "owner")

    def extend(self, user):
        self.fields["by"].choices = [*Division.choices, *grouping.choices(user)]


class CompletenessForm(PeopleForm):
    """What the report of data health is asked for: it tells of today, not of a period."""

    by = forms.ChoiceField(label=_("Divide by"), choices=completeness.Division, required=False)
    field_order = ("by", "department", "owner")
