"""Keeping a customer longer: asking, answering, and exceptions from all pool rules."""

from functools import partial

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.errors import why_not
from core.routes import url_for
from core.ui import Button
from core.views import ActionPage, FormActionPage
from core.views.base import RecordPage
from customers.models import Customer, ExtensionRequest, PoolException
from customers.owner_forms import AnswerForm, ExtensionForm, InvalidForm
from customers.services import pool, pool_rules

SHOWN = 100


class CustomerExtend(FormActionPage):
    model = Customer
    action, route = "extend", "<int:pk>/extend/"
    form_class = ExtensionForm
    title = gettext_lazy("Keep longer")
    submit_label = gettext_lazy("Ask for the extension")
    done = gettext_lazy("Asked to keep %(record)s longer.")

    @property
    def intro(self):
        countdown = pool.countdowns([self.object]).get(self.object.pk)
        times = _("Kept longer so far: %d times.") % pool_rules.extended(self.object)
        return f"{countdown} · {times}" if countdown else times

    def run(self, customer, form, *, by):
        pool_rules.ask(customer, by=by, **form.cleaned_data)


class CustomerExcept(FormActionPage):
    model = Customer
    action, route, permission = "except", "<int:pk>/except/", "assign"
    form_class = InvalidForm
    title = gettext_lazy("Except from the pool rules")
    intro = gettext_lazy("No pool rule moves this customer until the exception is taken back.")
    done = gettext_lazy("%(record)s stays with its account manager.")

    def run(self, customer, form, *, by):
        pool_rules.except_from(customer, reason=form.cleaned_data["reason"], by=by)


class CustomerUnexcept(ActionPage):
    model = Customer
    action, route, permission = "unexcept", "<int:pk>/unexcept/", "assign"
    done = gettext_lazy("The pool rules count for %(record)s again.")

    def run(self, customer, *, by):
        pool_rules.take_back_exception(customer, by=by)


class ExtensionPages:
    """What the pages share on which extensions are answered."""

    model = ExtensionRequest
    permission = "assign"

    def next_url(self, wish=None):
        return url_for(ExtensionRequest, "list")

    cancel_url = get_success_url = next_url


class ExtensionList(ExtensionPages, RecordPage, TemplateView):
    action, route = "list", ""
    title = gettext_lazy("Extensions")
    intro = gettext_lazy("Account managers ask to keep customers that the pool rules would move.")

    def get_template_names(self):
        return ["customers/extensions.html"]

    def get_context_data(self, **kwargs):
        people = ("customer__owner__department", "by", "answered_by")
        rows = self.get_queryset().select_related(*people)
        approved = Q(customer__extensions__state="approved")
        rows = rows.annotate(times=Count("customer__extensions", filter=approved))
        waiting = list(rows.filter(state="waiting").order_by("pk")[:SHOWN])
        days = pool.countdowns([wish.customer for wish in waiting])
        for wish in waiting:
            wish.countdown = days.get(wish.customer_id)
            wish.refused = self.refusal_of(wish)
        answered = rows.exclude(state="waiting").order_by("-answered_at")[:SHOWN]
        return super().get_context_data(waiting=waiting, answered=answered, **kwargs)

    @cached_property
    def _refusals(self) -> dict:
        return {}

    def refusal_of(self, wish) -> str:
        """Say why the person may not answer; whom to ask instead is looked up once."""
        user, owner = self.request.user, wish.customer.owner_id
        if user.pk not in (wish.by_id, owner):
            return ""
        key = (wish.by_id == user.pk, owner)
        if key not in self._refusals:
            self._refusals[key] = why_not(partial(pool_rules.check_answer, by=user), wish)
        return self._refusals[key]


class ExtensionApprove(ExtensionPages, ActionPage):
    action, route = "approve", "<int:pk>/approve/"
    done = gettext_lazy("Approved: %(record)s days")

    def run(self, wish, *, by):
        pool_rules.approve(wish, by=by)


class ExtensionRefuse(ExtensionPages, FormActionPage):
    action, route = "refuse", "<int:pk>/refuse/"
    form_class = AnswerForm
    title = gettext_lazy("Refuse the extension")
    done = gettext_lazy("Refused: %(record)s days")

    def run(self, wish, form, *, by):
        pool_rules.refuse(wish, reason=form.cleaned_data["reason"], by=by)


def pool_buttons(page) -> list[Button]:
    """Return what the person may do about the return of the customer to the pool."""
    customer, found = page.object, []
    if customer.owner_id is None or not pool.known_rules():
        return found
    if page.countdown and page.within("change"):
        found.append(Button(_("Keep longer"), url_for(customer, "extend"), "calendar-time"))
    if page.within("assign"):
        if PoolException.objects.filter(customer=customer).exists():
            label, url = _("Take back the exception"), url_for(customer, "unexcept")
            found.append(Button(label, url, "ripple", method="post"))
        else:
            label, url = _("Except from the pool rules"), url_for(customer, "except")
            own = customer.owner_id == page.request.user.pk
            refused = _("This customer is your own: somebody else decides.") if own else ""
            found.append(Button(label, url, "ripple", refused=refused))
    return found
