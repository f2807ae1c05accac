"""Credit assessments: writing one down, and its page. An assessment is never edited."""

from django.utils.translation import gettext_lazy

from core.routes import url_for
from core.tables import Column
from core.views import AddPage, DetailPage, ListPage
from customers.filters import OfCustomerFilter
from customers.forms import CreditForm
from customers.models import CreditAssessment
from customers.services import assessments


class CreditList(ListPage):
    model = CreditAssessment
    filters = OfCustomerFilter
    bulk_delete = False  # what was thought once is never taken back
    nothing = (gettext_lazy("Assessments are written down on the page of a customer."), "")
    columns = (
        Column("customer"),
        Column("on", kind="day"),
        Column("level"),
        Column("score", kind="number"),
        Column("reason", css="what"),
        Column("assessed_by"),
    )


class CreditAdd(AddPage):
    model = CreditAssessment
    form = CreditForm
    in_panel = False
    service = staticmethod(assessments.assess)

    def get_success_url(self):
        return f"{url_for(self.object.customer, 'detail')}?tab=credit"


class CreditDetail(DetailPage):
    model = CreditAssessment
    related = ("customer",)
    facts = (
        (
            gettext_lazy("Credit assessment"),
            (
                Column("customer", kind="record"),
                Column("on", kind="day"),
                Column("level"),
                Column("score", kind="number"),
                Column("reason"),
                Column("assessed_by"),
            ),
        ),
    )

    def facts_line(self):
        return [str(self.object.customer)]
