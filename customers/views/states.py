"""The library of invalid and lost customers: into it with a reason, and back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.routes import url_for
from core.ui import Button
from core.views import ActionPage, BulkPage, FormActionPage
from customers.models import Customer
from customers.owner_forms import InvalidForm
from customers.services import customers


class CustomerInvalid(FormActionPage):
    model = Customer
    action, route = "invalid", "<int:pk>/invalid/"
    form_class = InvalidForm
    title = gettext_lazy("Mark as invalid")
    intro = gettext_lazy("It leaves the daily lists and stands among the invalid customers.")
    done = gettext_lazy("%(record)s is marked as invalid.")

    def run(self, customer, form, *, by):
        customers.mark_invalid(customer, reason=form.cleaned_data["reason"], by=by)


class CustomerRevive(ActionPage):
    model = Customer
    action, route = "revive", "<int:pk>/revive/"
    done = gettext_lazy("%(record)s is back in its library.")

    def run(self, customer, *, by):
        customers.revive(customer, by=by)


class CustomerBulkInvalid(BulkPage):
    model = Customer
    action, route = "bulk_invalid", "invalid/"
    form_class = InvalidForm
    title, icon = gettext_lazy("Mark as invalid"), "alert-triangle"

    def run(self, customer, *, by, reason):
        customers.mark_invalid(customer, reason=reason, by=by)


class CustomerBulkRevive(BulkPage):
    model = Customer
    action, route = "bulk_revive", "revive/"
    title, icon = gettext_lazy("Restore"), "check"

    def run(self, customer, *, by):
        customers.revive(customer, by=by)


BULK = (CustomerBulkInvalid, CustomerBulkRevive)


def state_buttons(page) -> list[Button]:
    """Return what the person may do about the state of the customer on a record page."""
    customer = page.object
    if not page.within("change"):
        return []
    if customer.state in (Customer.State.INVALID, Customer.State.LOST):
        url = url_for(customer, "revive")
        return [Button(_("Restore"), url, "check", method="post")]
    return [Button(_("Mark as invalid"), url_for(customer, "invalid"), "alert-triangle")]
