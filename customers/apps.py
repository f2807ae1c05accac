from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# {verb of a service: what the history says}
VERBS = {
    "customer.claim": _("claimed"),
    "customer.release": _("released to the pool"),
    "customer.assign": pgettext_lazy("history", "assigned"),
    "customer.hand_over": _("handed over"),
    "customer.mark_invalid": _("marked as invalid"),
    "customer.revive": pgettext_lazy("history", "restored"),
    "customer.except": _("excepted from the pool rules"),
    "customer.unexcept": _("took back the exception"),
    "extension.ask": _("asked to keep it longer"),
    "extension.approve": _("approved the extension"),
    "extension.refuse": _("refused the extension"),
    "pool.return": _("returned to the pool by a rule"),
    "pool_rule.activate": _("activated the pool rule"),
    "pool_rule.add": _("made the pool rule"),
    "pool_rule.deactivate": _("deactivated the pool rule"),
    "pool_rule.delete": _("deleted the pool rule"),
    "pool_rule.edit": _("edited the pool rule"),
    "coworker.add": _("added a co-worker"),
    "coworker.remove": _("removed a co-worker"),
    "level.accept": _("took over the level of its trade"),
    "level.keep": _("kept the level"),
    "level_rule.activate": _("activated the level rule"),
    "level_rule.add": _("made the level rule"),
    "level_rule.deactivate": _("deactivated the level rule"),
    "level_rule.delete": _("deleted the level rule"),
    "level_rule.edit": _("edited the level rule"),
    "recount": _("worked out again"),
    "care.done": _("saw to a customer"),
    "followup.comment": _("commented on a follow-up"),
    "churn.warn": _("warned of churn"),
    "churn.delay": _("noted a measure"),
    "churn.confirm": _("confirmed the loss"),
    "churn.win_back": _("noted as won back"),
    "followup.add": _("wrote a follow-up"),
    "access.ask": _("asked for the customer"),
    "access.accept": _("accepted the request"),
    "access.refuse": _("refused the request"),
    "customer.merge": _("merged"),
    "customer.tell_apart": _("told customers apart"),
    "customer.take_back": _("took back that customers are two"),
    "contact.merge": _("merged"),
    "credit.add": _("assessed the credit"),
    "satisfaction.add": _("noted the satisfaction"),
    "field_use.decide": _("changed the customer fields"),
    "tag.activate": _("activated the tag"),
    "tag.add": _("added a tag"),
    "tag.arrange": _("changed the order of the tags"),
    "tag.create": _("made the tag"),
    "tag.deactivate": _("deactivated the tag"),
    "tag.delete": _("deleted the tag"),
    "tag.merge": _("merged the tag"),
    "tag.remove": _("removed a tag"),
    "tag.rename": _("renamed the tag"),
}


# code, label, text, icon of what people are told
MESSAGES = (
    (
        "access.cowork",
        _("Somebody asks to co-work on my customer"),
        _("%(by)s asks to co-work on a customer of yours: %(record)s"),
        "users-plus",
    ),
    (
        "access.takeover",
        _("Somebody asks to take over my customer"),
        _("%(by)s asks to take over a customer of yours: %(record)s"),
        "user-share",
    ),
    (
        "access.accepted",
        _("My request for a customer is accepted"),
        _("%(by)s accepted your request: you may work on “%(record)s” now."),
        "check",
    ),
    (
        "access.refused",
        _("My request for a customer is refused"),
        _("%(by)s refused your request for a customer: %(reason)s"),
        "x",
    ),
)


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self):
        import customers.integrity
        import customers.jobs
        import customers.of_people
        import customers.services.returning
        import customers.totals_integrity  # noqa: F401 - these register by being read
        from core import holdings, telling
        from core.api import resources
        from core.history import verbs
        from core.importing import importers
        from core.panels import panels, strips, timelines
        from core.undoing import recompute
        from core.views.search import Found, searchable
        from customers import api, messages
        from customers.churn_panels import CHURN, course, warning
        from customers.composing import take_part
        from customers.holdings import HOLDINGS
        from customers.imports import ContactImporter, CustomerImporter
        from customers.interaction_imports import InteractionImporter
        from customers.models import ChurnCase, Contact, Customer
        from customers.panels import PANELS
        from customers.relation_imports import RelationImporter
        from customers.services import customers, trade

        verbs.update(VERBS)
        holdings.register(*HOLDINGS)
        telling.register(*messages.KINDS, *(telling.Kind(*kind) for kind in MESSAGES))
        for kind in (CustomerImporter, ContactImporter, InteractionImporter, RelationImporter):
            importers[kind.model._meta.label_lower] = kind()
        recompute["customers.customer"].extend([customers.note_contacts, trade.note])
        panels[Customer] += [*PANELS[:2], CHURN, *PANELS[2:]]
        strips[Customer].append(warning)
        timelines[ChurnCase].append(course)
        take_part()
        searchable[Customer] = Found("building", lambda row: row.number)
        resources.update(api.RESOURCES)
        searchable[Contact] = Found("user", lambda row: str(row.customer), ("customer",))
