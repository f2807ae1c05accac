"""The side notes of the start page: whom to be kind to today, and who is about to leave."""

from django.utils.translation import gettext as _

from core.routes import url_for
from core.ui import Button
from customers import care
from customers.models import ChurnCase, Customer, Interaction

SHOWN = 5


def side_notes(user) -> list[dict]:
    """Return the cards of a person who looks after customers."""
    cards = []
    if user.may(Customer, "view") and user.may(Interaction, "add"):
        cards.append(care_card(user))
    if user.may(ChurnCase, "change"):
        cards.append(churn_card(user))
    return cards


def care_card(user) -> dict:
    found = [(kind, each) for _name, kind, rows in care.today_for(user, mine=True) for each in rows]
    context = {
        "rows": [care_row(kind, each) for kind, each in found[:SHOWN]],
        "count": len(found),
        "url": url_for(Customer, "care"),
    }
    return {"title": _("Care today"), "template": "reports/_care.html", "context": context}


def care_row(kind, each) -> dict:
    label = _("Write a follow-up: %s") % each.customer
    return {
        "icon": kind.icon,
        "kind": kind.label,
        "customer": each.customer,
        "text": each.text,
        "button": Button(label, care.follow_up_url(each), "pencil-plus"),
    }


def churn_card(user) -> dict:
    """Return the open warnings of the person's own customers, those to look at again first."""
    rows = ChurnCase.objects.visible_to(user).open().filter(customer__owner=user)
    found = list(rows.select_related("customer").order_by("look_again_on", "-opened_on", "-pk"))
    context = {
        "cases": found[:SHOWN],
        "count": len(found),
        "url": f"{url_for(ChurnCase, 'board')}?quick=mine",
    }
    return {"title": _("Churn warnings"), "template": "reports/_churn.html", "context": context}
