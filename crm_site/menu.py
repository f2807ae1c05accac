"""The whole menu on one screen."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductCategory
from core.navigation import Item, Menu
from customers.models import Contact, Customer, Interaction
from sales.models import Opportunity, Order

MENU = (
    Menu(_("Customers"), "building", (Item(Customer), Item(Contact), Item(Interaction))),
    Menu(_("Sales"), "target-arrow", (Item(Opportunity), Item(Order))),
    Menu(_("Products"), "package", (Item(Product), Item(ProductCategory))),
    Menu(
        _("Reports"),
        "chart-bar",
        (Item(Order, label=_("Customer contribution"), url_name="reports:contribution"),),
    ),
)

CREATE = (
    Item(Interaction, label=_("Follow-up"), action="add", icon="pencil-plus", permission="add"),
    Item(Customer, label=_("Customer"), action="add", icon="building", permission="add"),
    Item(Contact, label=_("Contact"), action="add", icon="user", permission="add"),
    Item(Opportunity, label=_("Opportunity"), action="add", icon="target-arrow", permission="add"),
    Item(Order, label=_("Order"), action="add", icon="shopping-cart", permission="add"),
)
