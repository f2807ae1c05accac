"""Forms of churn cases."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import workdays
from core.fields import DictionaryChoice
from core.forms import ReasonForm
from core.models import DictionaryItem

AGAIN = 14  # days until the customer is looked at again, unless somebody says otherwise


class DelayForm(forms.Form):
    """What is done to keep a customer, and when to look again."""

    measure = DictionaryChoice(
        label=_("Measure"),
        queryset=DictionaryItem.objects.none(),
        limit_choices_to={"type__code": "churn_measure"},
    )
    note = forms.CharField(label=_("What exactly"), max_length=200, required=False)
    look_again_on = forms.DateField(
        label=_("Look again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        day = timezone.localdate() + timedelta(days=AGAIN)
        self.initial.setdefault("look_again_on", workdays.add_work_days(day, 0))


class EndingForm(ReasonForm):
    """Why a churn case ends."""

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
