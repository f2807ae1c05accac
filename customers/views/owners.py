"""Who a customer belongs to: claim, release, assign and hand over, one or many."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import firm
from core.errors import why_not
from core.reach import Scope
from core.routes import url_for
from core.ui import Button
from core.views import BulkPage, FormActionPage
from customers.forms import PersonChoice, ReleaseForm
from customers.models import Customer
from customers.owner_forms import HandOverForm
from customers.services import customers, pool, pool_clock, team
from customers.views.claims import pool_note


class CustomerRelease(FormActionPage):
    model = Customer
    action, route = "release", "<int:pk>/release/"
    form_class = ReleaseForm
    title = gettext_lazy("Release to the public pool")
    intro = gettext_lazy("History stays, the account manager is cleared, colleagues may claim it.")
    done = gettext_lazy("%(record)s is in the public pool now.")

    def run(self, customer, form, *, by):
        customers.release(customer, reason=form.cleaned_data["reason"], by=by)


class CustomerAssign(FormActionPage):
    model = Customer
    action, route, permission = "assign", "<int:pk>/assign/", "assign"
    form_class = PersonChoice
    title = gettext_lazy("Assign to an account manager")
    done = gettext_lazy("%(record)s has been assigned.")

    def run(self, customer, form, *, by):
        customers.assign(customer, to=form.cleaned_data["to"], by=by)


class CustomerHandOver(FormActionPage):
    model = Customer
    action, route = "hand_over", "<int:pk>/hand-over/"
    form_class = HandOverForm
    title = gettext_lazy("Hand over")
    done = gettext_lazy("%(record)s has been handed over.")

    @property
    def intro(self):
        return hand_over_intro(self.object, self.request.user)

    def run(self, customer, form, *, by):
        answers = form.cleaned_data
        customers.hand_over(customer, answers["to"], by=by, note=answers["note"])


def hand_over_intro(customer, user) -> str:
    """Say what goes along; and what does not change, when the customer returns to the pool soon."""
    said = _("History, contacts and what is planned go along; the note stays on file.")
    countdown = pool.countdowns([customer]).get(customer.pk)
    if countdown and customer.owner_id == user.pk and not firm.get(pool_clock.ANEW):
        said += f" {countdown}. " + _("A hand-over does not begin this anew; a follow-up does.")
    return said


class CustomerBulkClaim(BulkPage):
    """Claim many out of the pool: within reach to view, not yet to change."""

    model = Customer
    action, route, reach = "bulk_claim", "claim/", "view"
    title, icon = gettext_lazy("Claim"), "user-share"

    def run(self, customer, *, by):
        customers.claim(customer, by=by)


class CustomerBulkRelease(BulkPage):
    model = Customer
    action, route = "bulk_release", "release/"
    form_class = ReleaseForm
    title, icon = gettext_lazy("Release to pool"), "ripple"

    def run(self, customer, *, by, reason):
        customers.release(customer, reason=reason, by=by)


class CustomerBulkAssign(BulkPage):
    model = Customer
    action, route, permission = "bulk_assign", "assign/", "assign"
    form_class = PersonChoice
    title, icon = gettext_lazy("Assign"), "user-share"

    def run(self, customer, *, by, to):
        customers.assign(customer, to=to, by=by)


class CustomerBulkHandOver(BulkPage):
    model = Customer
    action, route = "bulk_hand_over", "hand-over/"
    form_class = HandOverForm
    title, icon = gettext_lazy("Hand over"), "arrows-exchange"

    def run(self, customer, *, by, to, note):
        customers.hand_over(customer, to, by=by, note=note)


BULK = (CustomerBulkClaim, CustomerBulkAssign, CustomerBulkHandOver, CustomerBulkRelease)


def owner_buttons(page) -> list[Button]:
    """Return what the person may do about the owner of the customer on a record page."""
    customer, user = page.object, page.request.user
    if customer.owner_id is None:
        found = []
        if page.may("change"):
            note = (("note", pool_note(customer.pk, user)),)
            claim = url_for(customer, "claim")
            found.append(Button(_("Claim"), claim, "user-share", True, "post", values=note))
        if page.within("assign"):
            found.append(Button(_("Assign"), url_for(customer, "assign"), "user-share"))
        return found
    found = []
    if page.within("assign"):
        found.append(Button(_("Assign"), url_for(customer, "assign"), "user-share"))
    if page.within("change"):
        refused = ""
        if user.scope_for(Customer, "change") == Scope.OWN:  # else it would cost a statement
            refused = why_not(partial(team.check_decides, by=user), customer)
        label, url = _("Hand over"), url_for(customer, "hand_over")
        found.append(Button(label, url, "arrows-exchange", refused=refused))
        label, url = _("Release to pool"), url_for(customer, "release")
        found.append(Button(label, url, "ripple", refused=refused))
        found.append(Button(_("Co-workers"), url_for(customer, "team"), "users"))
    return found
