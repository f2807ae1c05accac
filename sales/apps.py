from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self):
        import sales.integrity  # noqa: F401 - checks of check_integrity
        from core import telling
        from core.api import resources
        from core.history import verbs
        from core.importing import importers
        from core.panels import panels, timelines
        from core.undoing import recompute
        from core.views.search import Found, searchable
        from customers.models import Customer
        from customers.services.pool import Exemption, exemptions
        from customers.services.totals import Source, sources
        from sales import api, messages
        from sales.imports import OrderImporter, OrderLineImporter
        from sales.models import Opportunity, Order
        from sales.panels import OPPORTUNITIES, ORDERS, trades
        from sales.services import orders

        exemptions["orders"] = Exemption(_("an open order"), orders.has_open)
        verbs["opportunity.assign"] = pgettext_lazy("history", "assigned")
        verbs["opportunity.develop"] = _("marked as developed")
        verbs["opportunity.end"] = pgettext_lazy("history", "ended")
        verbs["opportunity.stage"] = _("moved to another stage")
        verbs["plan.make"] = _("made a plan")
        verbs["plan.step"] = _("recorded a step")
        verbs["order.confirm"] = pgettext_lazy("history", "confirmed")
        verbs["order.cancel"] = pgettext_lazy("history", "cancelled")
        telling.register(*messages.KINDS)
        sources.register("trade")(Source(orders.counted, day="ordered_on", amount="amount"))
        resources["opportunities"] = api.OPPORTUNITIES
        resources["orders"] = api.ORDERS
        importers["sales.order"] = OrderImporter()
        importers["sales.orderline"] = OrderLineImporter()
        recompute["sales.order"].append(orders.total_up)
        panels[Customer] += [OPPORTUNITIES, ORDERS]
        timelines[Customer].append(trades)
        searchable[Opportunity] = Found("target-arrow", lambda row: row.customer_name)
        searchable[Order] = Found("shopping-cart", lambda row: str(row.customer), ("customer",))
