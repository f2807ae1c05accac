"""Pages of churn cases: list, board by state, the case with its measures, what ends it."""

import json
from datetime import timedelta

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core.address import Address
from core.cells import away, money
from core.routes import url_for
from core.tables import Column
from core.ui import Button, Chip, Figure, NextStep, Tab
from core.views import DetailPage, ExportPage, FormActionPage, ListPage
from core.views.base import RecordPage
from customers.churn_forms import DelayForm, EndingForm
from customers.filters import ChurnFilter
from customers.models import CHURN_FLOW, ChurnCase, ChurnState
from customers.services import churn

MOVES = ("delay", "win_back", "confirm")  # each asks something in a form of its own
BACK = "?board=1"
CARDS = 30  # per column of the board
RECENT = 90  # days that an ended case stays on the board


def mine(rows, user):
    return rows.filter(customer__owner=user)


def due(rows, user):
    return rows.filter(state=ChurnState.DELAYED, look_again_on__lte=timezone.localdate())


QUICK = (
    ("open", pgettext_lazy("churn", "Open"), lambda rows, user: rows.open()),
    ("mine", gettext_lazy("Mine"), mine),
    ("due", gettext_lazy("To look at again"), due),
)


class ChurnPages:
    """What every page of churn cases shares."""

    model = ChurnCase
    title = gettext_lazy("Customer churn")

    def faces(self, board):
        """Return list and board as two tabs over the same cases."""
        return [
            Tab(_("List"), url_for(ChurnCase, "list"), not board),
            Tab(_("Board"), url_for(ChurnCase, "board"), board),
        ]


class ChurnList(ChurnPages, ListPage):
    filters = ChurnFilter
    quick = QUICK
    bulk_delete = False
    order = "-opened_on"
    nothing = (
        gettext_lazy("Customers that are about to leave are listed here every Monday morning."),
        "",
    )
    columns = (
        Column("customer", css="c-line"),
        Column("state", sort="state", kind="state", css="c-level"),
        Column("customer.owner", gettext_lazy("Account manager"), css="c-own"),
        Column("said", gettext_lazy("Reasons"), css="what"),
        Column("opened_on", sort="opened_on", kind="day"),
        Column("look_again_on", sort="look_again_on", kind="due"),
        Column("customer.traded", gettext_lazy("Traded ¥"), kind="money"),
        Column("customer.last_order_on", kind="day", css="c-more"),
        Column("customer.level", kind="level", shown=False),
        Column("ended_on", kind="day", shown=False),
        Column("outcome", css="what c-more", shown=False),
    )

    def tabs(self):
        return self.faces(board=False)


class ChurnExport(ChurnPages, ExportPage):
    list_page = ChurnList


class ChurnBoard(ChurnPages, RecordPage, TemplateView):
    """Open cases and those that ended lately, a column for each state."""

    action, route, permission = "board", "board/", "view"

    def get_template_names(self):
        return (
            ["customers/_churn_board.html"] if self.request.htmx else super().get_template_names()
        )

    def get_queryset(self):
        rows, chosen = super().get_queryset(), self.request.GET.get("quick", "")
        for name, _label, condition in QUICK:
            rows = condition(rows, self.request.user) if name == chosen else rows
        since = timezone.localdate() - timedelta(days=RECENT)
        return rows.filter(ended_on=None) | rows.filter(ended_on__gte=since)

    def get_context_data(self, **kwargs):
        chips = quick_chips(Address(self.request.path, self.request.GET))
        context = {"tabs": self.faces(board=True), "quick": chips, "lanes": lanes(self)}
        return super().get_context_data(**context, **kwargs)


def quick_chips(address):
    chosen = address.query.get("quick", "")
    return [
        Chip(str(label), address.change(quick=None if name == chosen else name), name == chosen)
        for name, label, _condition in QUICK
    ]


def lanes(page) -> list[dict]:
    """Return the columns of the board: what is in them, how many, and what they are worth."""
    rows = page.get_queryset().order_by()
    sums = rows.values("state").annotate(count=Count("pk"), worth=Sum("customer__traded"))
    known = {row["state"]: row for row in sums}
    order = {ChurnState.DELAYED: ("look_again_on", "pk")}
    return [
        {
            "state": state,
            "label": state.label,
            "count": known.get(state, {}).get("count", 0),
            "worth": money(known.get(state, {}).get("worth") or 0, 0),
            "more": f"{url_for(ChurnCase, 'list')}?state={state}",
            "cards": [
                card(page, case)
                for case in rows.filter(state=state)
                .select_related("customer__owner")
                .order_by(*order.get(state, ("-opened_on", "-pk")))[:CARDS]
            ],
        }
        for state in ChurnState
    ]


def card(page, case) -> dict:
    day = case.look_again_on
    over = bool(case.is_open and day and day <= timezone.localdate())
    moves = case.is_open and page.may("change")
    return {
        "case": case,
        "over": over,
        "buttons": verbs(case, BACK) if moves else [],
        "ways": json.dumps(ways_of(case)) if moves else "",
    }


def ways_of(case) -> dict[str, str]:
    """Return {column: address of the form} of where a card may be dragged."""
    return {
        CHURN_FLOW.next(case.state, verb): url_for(case, verb) + BACK
        for verb in MOVES
        if CHURN_FLOW.allows(case.state, verb)
    }


def verbs(case, tail="") -> list[Button]:
    """Return what can be done with an open case."""
    found = (
        ("delay", _("Note a measure"), "calendar-time"),
        ("win_back", _("Won back"), "check"),
        ("confirm", _("Confirm the loss"), "x"),
    )
    return [
        Button(label, url_for(case, verb) + tail, icon, primary=verb == "delay")
        for verb, label, icon in found
        if CHURN_FLOW.allows(case.state, verb)
    ]


class ChurnDetail(ChurnPages, DetailPage):
    related = ("customer__owner", "ended_by")
    facts = (
        (
            gettext_lazy("Churn case"),
            (
                Column("customer", kind="record"),
                Column("customer.owner", gettext_lazy("Account manager")),
                Column("said", gettext_lazy("Reasons")),
                Column("opened_on", kind="day"),
                Column("look_again_on", kind="day"),
                Column("ended_on", kind="day"),
                Column("ended_by"),
                Column("outcome"),
            ),
        ),
    )

    def buttons(self):
        return verbs(self.object) if self.object.is_open and self.within("change") else []

    def next_step(self):
        return next_of(self.object)

    def figures(self):
        return figures_of(self.object.customer)

    def facts_line(self):
        owner = self.object.customer.owner
        return [_("account manager %s") % (owner or _("public pool")), self.object.said]


def next_of(case):
    if not case.is_open:
        return None
    if case.state == ChurnState.WARNED:
        return NextStep(_("Call the customer, note a measure and when to look again."))
    days = (case.look_again_on - timezone.localdate()).days
    day = f"{case.look_again_on:%Y-%m-%d} {away(days)}"
    return NextStep(_("Look again whether the measures help."), day, away(days) if days < 0 else "")


def figures_of(customer) -> list[Figure]:
    last, rhythm = customer.last_order_on, customer.order_rhythm
    usual = _("usually every %d days") % rhythm if rhythm else ""
    orders = _("%d orders") % customer.order_count
    return [
        Figure(_("Customer"), str(customer), url=url_for(customer, "detail")),
        Figure(_("Traded"), f"¥{money(customer.traded)}", orders),
        Figure(_("Last order"), f"{last:%Y-%m-%d}" if last else "—", usual),
        Figure(_("Life cycle"), customer.get_life_cycle_display(), customer.life_cycle_reason),
    ]


class EndPages(ChurnPages):
    """What the actions share: from the board they lead back to it."""

    def get_success_url(self):
        on_board = "board" in self.request.GET
        return url_for(ChurnCase, "board") if on_board else super().get_success_url()

    cancel_url = get_success_url


class ChurnDelay(EndPages, FormActionPage):
    action, route = "delay", "<int:pk>/delay/"
    form_class = DelayForm
    title = gettext_lazy("Note a measure")
    submit_label = gettext_lazy("Save measure")
    intro = gettext_lazy("Earlier measures stay as they are; this one is added.")
    done = gettext_lazy("The measure is saved: %(record)s")

    def run(self, case, form, *, by):
        churn.delay(case, **form.cleaned_data, by=by)


class ChurnConfirm(EndPages, FormActionPage):
    action, route = "confirm", "<int:pk>/confirm/"
    form_class = EndingForm
    title = gettext_lazy("Confirm the loss")
    intro = gettext_lazy("The customer is marked as lost. A new order takes it back.")
    done = gettext_lazy("Lost: %(record)s")

    def run(self, case, form, *, by):
        churn.confirm(case, reason=form.cleaned_data["reason"], by=by)


class ChurnWinBack(EndPages, FormActionPage):
    action, route = "win_back", "<int:pk>/win-back/"
    form_class = EndingForm
    title = gettext_lazy("Note as won back")
    done = gettext_lazy("Won back: %(record)s")

    def run(self, case, form, *, by):
        churn.win_back(case, reason=form.cleaned_data["reason"], by=by)
