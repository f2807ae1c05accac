"""What other programs may do with customers, their contacts, relations and follow-ups."""

from django.utils.translation import gettext_lazy as _

from core.api import Action, Resource
from customers.forms import PersonChoice, ReleaseForm
from customers.libraries import LIBRARIES
from customers.owner_forms import HandOverForm, InvalidForm
from customers.services import contacts, customers, interactions
from customers.views.contacts import ContactDetail, ContactList
from customers.views.customers import CustomerDetail, CustomerList
from customers.views.interactions import InteractionDetail, InteractionList
from customers.views.relations import RelationDetail, RelationList

CUSTOMERS = Resource(
    CustomerList,
    CustomerDetail,
    add=customers.create,
    change=customers.update,
    actions={
        "claim": Action(customers.claim, _("Claim"), reach="view"),
        "release": Action(customers.release, _("Release to pool"), ReleaseForm),
        "assign": Action(customers.assign, _("Assign"), PersonChoice, permission="assign"),
        "hand_over": Action(customers.hand_over, _("Hand over"), HandOverForm),
        "mark_invalid": Action(customers.mark_invalid, _("Mark as invalid"), InvalidForm),
        "restore": Action(customers.revive, _("Restore")),
    },
    events={
        "customer.claim": "claimed",
        "customer.release": "released",
        "customer.assign": "assigned",
        "customer.hand_over": "handed_over",
    },
    named={"library": tuple(name for name, _label, _condition in LIBRARIES if name)},
)
CONTACTS = Resource(ContactList, ContactDetail, add=contacts.create, change=contacts.update)
INTERACTIONS = Resource(
    InteractionList, InteractionDetail, add=interactions.create, change=interactions.update
)
RESOURCES = {
    "customers": CUSTOMERS,
    "contacts": CONTACTS,
    "interactions": INTERACTIONS,
    "customer-relations": Resource(RelationList, RelationDetail),
}
