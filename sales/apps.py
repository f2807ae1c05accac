from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# {verb of a service: what the history says}
VERBS = {
    "opportunity.assign": pgettext_lazy("history", "assigned"),
    "opportunity.develop": _("marked as developed"),
    "opportunity.end": pgettext_lazy("history", "ended"),
    "opportunity.stage": _("moved to another stage"),
    "plan.make": _("made a plan"),
    "plan.step": _("recorded a step"),
    "order.confirm": pgettext_lazy("history", "confirmed"),
    "order.cancel": pgettext_lazy("history", "cancelled"),
    "opportunity.hand_over": _("handed over"),
    "order.hand_over": _("handed over"),
}


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self):
        import sales.integrity
        import sales.jobs
        import sales.of_people  # noqa: F401 - these register by being read
        from core import holdings, telling
        from core.api import resources
        from core.history import verbs
        from core.importing import importers
        from core.panels import panels, strips, timelines
        from core.undoing import recompute
        from core.views.search import Found, searchable
        from customers.models import Customer
        from customers.services.cleaning import signs
        from customers.services.pool import Exemption, exemptions
        from customers.services.totals import Source, sources
        from sales import api, messages
        from sales.buying import BUYING
        from sales.holdings import HOLDINGS
        from sales.imports import OrderImporter, OrderLineImporter
        from sales.models import Opportunity, Order
        from sales.panels import OPPORTUNITIES, ORDERS, neglected, trades
        from sales.services import orders

        signs["opportunities"] = lambda since: Opportunity.objects.filter(updated_at__gte=since)
        exemptions["orders"] = Exemption(_("an open order"), orders.has_open)
        holdings.register(*HOLDINGS)
        verbs.update(VERBS)
        telling.register(*messages.KINDS)
        sources.register("trade")(Source(orders.counted, day="ordered_on", amount="amount"))
        resources["opportunities"] = api.OPPORTUNITIES
        resources["orders"] = api.ORDERS
        importers["sales.order"] = OrderImporter()
        importers["sales.orderline"] = OrderLineImporter()
        recompute["sales.order"].append(orders.total_up)
        panels[Customer] += [OPPORTUNITIES, ORDERS, BUYING]
        timelines[Customer].append(trades)
        strips[Opportunity].append(neglected)
        searchable[Opportunity] = Found("target-arrow", lambda row: row.customer_name)
        searchable[Order] = Found("shopping-cart", lambda row: str(row.customer), ("customer",))
