"""Today's care: a list of occasions, each with a follow-up at one tap and a mark when done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.keys import key_of
from core.routes import url_for
from core.ui import Button, Chip, Empty
from core.views import ActionPage
from core.views.base import RecordPage
from customers import care
from customers.models import Customer, Interaction
from customers.services import care as care_services


class CustomerCare(RecordPage, TemplateView):
    """Occasions of today among the person's own customers, or all within reach."""

    model = Customer
    action, route, permission = "care", "care/", "view"
    title = gettext_lazy("Care today")
    intro = gettext_lazy("Birthdays, anniversaries and key customers nobody has talked to")

    def get_context_data(self, **kwargs):
        everybody = "all" in self.request.GET
        groups = groups_of(self, mine=not everybody)
        quick = [
            Chip(_("Mine"), self.request.path, not everybody),
            Chip(_("All within reach"), f"{self.request.path}?all=1", everybody),
        ]
        wider = None if everybody else Button(_("Look at all within reach"), "?all=1", "users")
        empty = None if groups else Empty(_("Nobody needs care today."), button=wider, icon="cake")
        return super().get_context_data(groups=groups, quick=quick, empty=empty, **kwargs)


def groups_of(page, *, mine) -> list[dict]:
    user = page.request.user
    may_write, may_mark = page.may("add", Interaction), page.may("change")
    return [
        {
            "title": kind.label,
            "rows": [row(name, kind, each, may_write, may_mark) for each in found],
        }
        for name, kind, found in care.today_for(user, mine=mine)
    ]


def row(name, kind, each, may_write, may_mark) -> dict:
    """Return one occasion; what can be done about it stands at its end."""
    contact, customer = each.contact, each.customer
    holder, number = contact or customer, "phone"
    if contact:
        number = "mobile" if contact.mobile else "office_phone"
    values = (("kind", name), ("contact", str(contact.pk) if contact else ""))
    buttons = []
    if may_write:
        buttons.append(Button(_("Write a follow-up"), care.follow_up_url(each), "pencil-plus"))
    if may_mark:
        url = url_for(customer, "care_done")
        buttons.append(Button(_("Done"), url, "check", method="post", values=values))
    return {
        "icon": kind.icon,
        "customer": customer,
        "text": each.text,
        "holder": holder,
        "number": number,
        "phone": getattr(holder, number),
        "buttons": buttons,
    }


class CustomerCareDone(ActionPage):
    """Mark an occasion as done; `kind` and `contact` say which."""

    model = Customer
    action, route = "care_done", "<int:pk>/care-done/"
    done = gettext_lazy("Seen to: %(record)s")

    def run(self, customer, *, by):
        asked = self.request.POST
        kind = asked.get("kind", "")
        if kind in care.kinds:
            contact = key_of(asked.get("contact", ""))
            care_services.see_to(customer, kind=kind, contact_id=contact, by=by)

    def next_url(self, obj):
        return url_for(Customer, "care")
