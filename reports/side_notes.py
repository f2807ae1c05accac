"""The side notes of the start page: care of today, who is about to leave, what lies idle."""

from django.utils.translation import gettext as _

from core.routes import url_for
from core.tables import named_by
from core.ui import Button
from customers import care
from customers.models import ChurnCase, Customer, Interaction
from sales.models import Opportunity, neglect

SHOWN = 5


def side_notes(user) -> list[dict]:
    """Return the cards of a person who looks after customers."""
    cards = []
    if cares(user):
        cards.append(care_card(user, later=True))
    if user.may(ChurnCase, "change"):
        cards.append(churn_card(user))
    if user.may(Opportunity, "change"):
        cards.append(neglect_card(user))
    return cards


def cares(user) -> bool:
    return user.may(Customer, "view") and user.may(Interaction, "add")


def care_card(user, *, later=False) -> dict:
    """Return the card of today's care; `later` it is empty, and the page fetches the full one."""
    title, template = _("Care today"), "reports/_care.html"
    url = url_for(Customer, "care")
    if later:
        return {"title": title, "template": template, "context": {"url": url, "later": True}}
    found = [(kind, each) for _name, kind, rows in care.today_for(user, mine=True) for each in rows]
    context = {
        "rows": [care_row(kind, each) for kind, each in found[:SHOWN]],
        "count": len(found),
        "url": url,
    }
    return {"title": title, "template": template, "context": context}


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
    columns = [field.name for field in ChurnCase._meta.concrete_fields]
    names = [f"customer__{name}" for name in ("owner", *named_by(Customer))]
    rows = rows.select_related("customer").only(*columns, *names)
    found = list(rows.order_by("look_again_on", "-opened_on", "-pk"))
    context = {
        "cases": found[:SHOWN],
        "count": len(found),
        "url": f"{url_for(ChurnCase, 'board')}?quick=mine",
    }
    return {"title": _("Churn warnings"), "template": "reports/_churn.html", "context": context}


def neglect_card(user) -> dict:
    """Return opportunities without an action: the person's own, a supervisor's of their people."""
    leads = user.may(Opportunity, "assign")
    rows = Opportunity.objects.visible_to(user, "assign" if leads else "view")
    rows = neglect.idle(rows if leads else rows.filter(owner=user))
    found = list(rows.select_related("owner").order_by("created_at", "pk")[: SHOWN + 1])
    url = f"{url_for(Opportunity, 'list')}?quick=idle"
    context = {"chances": found[:SHOWN], "more": len(found) > SHOWN, "url": url, "leads": leads}
    return {"title": neglect.LABEL, "template": "reports/_neglected.html", "context": context}
