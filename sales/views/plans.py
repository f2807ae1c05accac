"""Pages of the steps of a development plan."""

from django.utils.translation import gettext_lazy

from core.routes import url_for
from core.views import FormActionPage
from sales.forms import StepForm
from sales.models import PlanStep
from sales.services import plans


class StepRecord(FormActionPage):
    """Record the result of one step of a plan."""

    model = PlanStep
    action, route = "record", "<int:pk>/record/"
    form_class = StepForm
    submit_label = gettext_lazy("Save result")
    done = gettext_lazy("The result is saved.")

    def get_title(self):
        return str(self.object)

    def run(self, step, form, *, by):
        plans.record_step(step, result=form.cleaned_data["result"], by=by)

    def cancel_url(self):
        return url_for(self.object.plan.opportunity, "detail")

    get_success_url = cancel_url
