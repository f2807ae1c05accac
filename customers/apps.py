from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self):
        from core.api import resources
        from core.history import verbs
        from core.importing import importers
        from core.panels import panels, timelines
        from core.undoing import recompute
        from core.views.search import Found, searchable
        from customers import api
        from customers.imports import ContactImporter, CustomerImporter
        from customers.models import Contact, Customer
        from customers.panels import CONTACTS, INTERACTIONS, followups
        from customers.services import customers

        verbs["customer.claim"] = _("claimed")
        verbs["customer.release"] = _("released to the pool")
        verbs["customer.assign"] = pgettext_lazy("history", "assigned")
        verbs["followup.add"] = _("wrote a follow-up")
        verbs["tag.activate"] = _("activated the tag")
        verbs["tag.add"] = _("added a tag")
        verbs["tag.arrange"] = _("changed the order of the tags")
        verbs["tag.create"] = _("made the tag")
        verbs["tag.deactivate"] = _("deactivated the tag")
        verbs["tag.delete"] = _("deleted the tag")
        verbs["tag.merge"] = _("merged the tag")
        verbs["tag.remove"] = _("removed a tag")
        verbs["tag.rename"] = _("renamed the tag")
        importers["customers.customer"] = CustomerImporter()
        importers["customers.contact"] = ContactImporter()
        recompute["customers.customer"].append(customers.note_contacts)
        panels[Customer] += [CONTACTS, INTERACTIONS]
        timelines[Customer].append(followups)
        searchable[Customer] = Found("building", lambda row: row.number)
        resources["customers"] = api.CUSTOMERS
        resources["contacts"] = api.CONTACTS
        resources["interactions"] = api.INTERACTIONS
        searchable[Contact] = Found("user", lambda row: str(row.customer), ("customer",))
