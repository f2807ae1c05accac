"""Pages of orders."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import money
from core.errors import why_not
from core.routes import url_for
from core.tables import Column, table
from core.ui import Button, Figure
from core.views import (
    ActionPage,
    AddPage,
    BulkPage,
    DeletePage,
    DetailPage,
    EditPage,
    ExportPage,
    ImportPage,
    ListPage,
    OptionsPage,
    TemplatePage,
)
from sales.filters import OrderFilter
from sales.forms import OrderForm
from sales.models import ORDER_FLOW, Order, OrderLine, OrderState
from sales.services import orders
from sales.views.order_lines import LinesPage


class OrderPages:
    """What every order page shares."""

    model = Order
    form = OrderForm


class OrderBulkConfirm(OrderPages, BulkPage):
    action, route, permission = "bulk_confirm", "confirm/", "change"
    title, icon = gettext_lazy("Confirm orders"), "check"
    confirm = gettext_lazy("Confirm the ticked orders? Their amounts count as trade.")

    def run(self, order, *, by):
        orders.confirm(order, by=by)


class OrderList(OrderPages, ListPage):
    filters = OrderFilter
    nothing = (
        gettext_lazy("Orders say who bought what, and when."),
        gettext_lazy("Fastest: import the orders you have, or add one on the page of a customer."),
    )
    quickest = "import"
    bulk = (OrderBulkConfirm,)
    order = "-ordered_on"
    quick = (
        ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(owner=user)),
        ("draft", gettext_lazy("Drafts"), lambda rows, user: rows.filter(state=OrderState.DRAFT)),
    )
    columns = (
        Column("number", sort="number"),
        Column("customer", kind="record", css="what c-line"),
        Column("ordered_on", sort="ordered_on", kind="day", css="c-more"),
        Column("state", sort="state", kind="state", css="c-level"),
        Column("owner", gettext_lazy("Account manager"), css="c-own"),
        Column("required_on", kind="day"),
        Column("amount", gettext_lazy("Amount ¥"), sort="amount", kind="money", css="c-more"),
        Column("remark", shown=False),
    )

    def buttons(self):
        """Offer the second half of an order history beside the first one."""
        found = super().buttons()
        if self.may("add"):
            lines = Button(_("Import lines"), url_for(OrderLine, "import"), "upload")
            found.insert(1, lines)
        return found


class OrderDetail(OrderPages, DetailPage):
    first_tab = "facts"
    checks = {"edit": orders.check_edit, "delete": orders.check_remove}
    related = ("customer", "owner")
    facts = (
        (
            gettext_lazy("Order"),
            (
                Column("customer", kind="record"),
                Column("ordered_on", kind="day"),
                Column("required_on", kind="day"),
                Column("owner", gettext_lazy("Account manager")),
                Column("remark"),
            ),
        ),
    )
    line_columns = (
        Column("product", kind="record"),
        Column("quantity", kind="number"),
        Column("price", gettext_lazy("Price ¥"), kind="money"),
        Column("discount", kind="percent"),
        Column("amount", gettext_lazy("Amount ¥"), kind="money"),
    )

    def get_title(self):
        return _("Order %s") % self.object.number

    def facts_line(self):
        return [str(self.object.customer), f"{self.object.ordered_on:%Y-%m-%d}"]

    def figures(self):
        order = self.object
        return [
            Figure(_("Amount"), f"¥{money(order.amount)}"),
            Figure(_("Order date"), f"{order.ordered_on:%Y-%m-%d}"),
            Figure(_("Account manager"), str(order.owner)),
        ]

    def buttons(self):
        order, found = self.object, super().buttons()
        if not self.within("change"):
            return found
        if ORDER_FLOW.allows(order.state, "confirm"):
            label, url = _("Confirm order"), url_for(order, "confirm")
            reason = why_not(orders.check_confirm, order)
            found.append(Button(label, url, "check", True, "post", refused=reason))
        if ORDER_FLOW.allows(order.state, "cancel"):
            sure = _("Cancel order %s?") % order
            found.append(
                Button(
                    _("Cancel order"), url_for(order, "cancel"), "x", method="post", confirm=sure
                )
            )
        return found

    def body(self):
        body = super().body()
        if self.tab == "facts":
            lines = self.object.lines.select_related("product").order_by("pk")
            body["tab_template"] = "sales/_order_facts.html"
            body["table"] = table(self.line_columns, OrderLine, lines, links=False)
        return body


class OrderAdd(OrderPages, LinesPage, AddPage):
    def service(self, order, *, by):
        return orders.create(order, lines=self.lines().lines(), by=by)


class OrderEdit(OrderPages, LinesPage, EditPage):
    store = staticmethod(orders.update)  # with the lines as they are

    def service(self, order, *, by, seen):
        return orders.update(order, lines=self.lines().lines(), by=by, seen=seen)


class OrderDelete(OrderPages, DeletePage):
    service, restore = staticmethod(orders.remove), staticmethod(orders.restore)


class OrderOptions(OrderPages, OptionsPage):
    narrows, first = "customer", ~Q(state=OrderState.CANCELLED)

    def hint(self, row):
        return f"{row.ordered_on:%Y-%m-%d} · ¥{money(row.amount)} · {row.get_state_display()}"


class OrderExport(OrderPages, ExportPage):
    list_page = OrderList


class OrderImport(OrderPages, ImportPage):
    pass


class OrderTemplate(OrderPages, TemplatePage):
    pass


class OrderConfirm(OrderPages, ActionPage):
    action, route = "confirm", "<int:pk>/confirm/"
    done = gettext_lazy("Order %(record)s is confirmed.")

    def run(self, order, *, by):
        orders.confirm(order, by=by)


class OrderCancel(OrderPages, ActionPage):
    action, route = "cancel", "<int:pk>/cancel/"
    done = gettext_lazy("Order %(record)s is cancelled.")

    def run(self, order, *, by):
        orders.cancel(order, by=by)


class OrderLineImport(ImportPage):
    model = OrderLine


class OrderLineTemplate(TemplatePage):
    model = OrderLine
