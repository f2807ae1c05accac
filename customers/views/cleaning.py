"""Cleaning: likely duplicates by what they share, what was told apart, and dead data."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from core.errors import RuleBroken
from core.keys import key_of, keys_of
from core.routes import url_for
from core.ui import Empty, Tab
from core.views.base import RecordPage
from customers.doubles import SIZE, dead_data, groups
from customers.models import Customer
from customers.services import cleaning
from customers.services.duplicates import WHY

FARTHEST = 500  # pages


class CleaningPages(RecordPage, TemplateView):
    """What the pages of cleaning share: for those who may merge, within their reach."""

    model = Customer
    permission = "delete"
    title = gettext_lazy("Clean up")
    intro = gettext_lazy("Customers that are likely the same, and data that is dead")
    template_name = "customers/cleaning.html"
    http_method_names = ["get", "head", "options"]

    def get_template_names(self):
        return [self.template_name]

    def get_context_data(self, **kwargs):
        tabs = tabs_of(self.action, kwargs.get("way", ""))
        return super().get_context_data(tabs=tabs, **kwargs)


def tabs_of(action, way) -> list[Tab]:
    url = url_for(Customer, "cleaning")
    ways = [(name, label, f"{url}?by={name}") for name, label in cleaning.WAYS.items()]
    more = [
        (name, label, url_for(Customer, name))
        for name, label in (("told_apart", _("Told apart")), ("dead", _("Dead data")))
    ]
    here = way or action
    return [Tab(str(label), url, name == here, name=name) for name, label, url in [*ways, *more]]


class CustomerCleaning(CleaningPages):
    """Groups of customers that share a name, a phone, a tax number or a mail domain."""

    action, route = "cleaning", "cleaning/"

    def get_context_data(self, **kwargs):
        way = self.request.GET.get("by", "")
        way = way if way in cleaning.WAYS else next(iter(cleaning.WAYS))
        number = min(key_of(self.request.GET.get("page", "")) or 1, FARTHEST)
        found = groups(self.request.user, way, number)
        return super().get_context_data(
            way=way,
            groups=found[:SIZE],
            empty=None if found else nothing(way),
            may_merge=self.may("change"),
            **steps(f"?by={way}", number, len(found) > SIZE),
            **kwargs,
        )


def steps(query, number, more) -> dict:
    """Return where the neighbouring pages are; a key in the address would tell a phone."""
    return {
        "previous_url": f"{query}&page={number - 1}" if number > 1 else "",
        "next_url": f"{query}&page={number + 1}" if more and number < FARTHEST else "",
    }


def nothing(way) -> Empty:
    text = _("What more than %d share says nothing and is left out.") % cleaning.MOST
    return Empty(_("Nothing here looks like one customer filed twice."), text, icon="check")


class CustomerToldApart(CleaningPages):
    """The pairs that somebody has decided to be two customers."""

    action, route = "told_apart", "cleaning/told-apart/"

    def get_context_data(self, **kwargs):
        number = min(key_of(self.request.GET.get("page", "")) or 1, FARTHEST)
        first = (number - 1) * SIZE
        pairs = list(cleaning.decisions(self.request.user)[first : first + SIZE + 1])
        text = _("Pairs that look alike and are two stand here, with who said so.")
        return super().get_context_data(
            pairs=pairs[:SIZE],
            empty=None if pairs else Empty(_("No pair has been told apart yet."), text),
            **steps("?", number, len(pairs) > SIZE),
            **kwargs,
        )


class CustomerTellApart(RecordPage, View):
    """POST: the ticked customers are different ones."""

    model = Customer
    action, route, permission = "tell_apart", "cleaning/tell-apart/", "delete"
    http_method_names = ["post"]

    def post(self, request):
        keys = keys_of(request.POST.getlist("pk"))[: cleaning.MOST]
        rows = self.get_queryset().filter(pk__in=keys)
        try:
            count = cleaning.tell_apart(rows, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%d pair is told apart.", "%d pairs are told apart.", count)
            messages.success(request, text % count)
        way = request.POST.get("by", "")
        return redirect(url_for(Customer, "cleaning") + (f"?by={way}" if way in WHY else ""))


class CustomerTakeBack(RecordPage, View):
    """POST: a pair may be asked about again."""

    model = Customer
    action, route, permission = "take_back", "cleaning/told-apart/<int:pk>/", "delete"
    http_method_names = ["post"]

    def post(self, request, pk):
        pair = get_object_or_404(cleaning.decisions(request.user), pk=pk)
        cleaning.take_back(pair, by=request.user)
        messages.success(request, _("The pair will be asked about again."))
        return redirect(url_for(Customer, "told_apart"))


class CustomerDead(CleaningPages):
    """Kinds of dead data; bulk actions stand on the lists that they lead to."""

    action, route = "dead", "cleaning/dead/"

    def get_context_data(self, **kwargs):
        return super().get_context_data(dead=dead_data(self.request.user), **kwargs)
