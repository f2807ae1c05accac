"""The whole menu on one screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Absence, AccountRequest, Department, Grant, Role, SignIn, User
from catalog.models import Product, ProductCategory
from core.models import Change, CustomField, DictionaryType, NumberRule, Setting, Workday
from core.navigation import Item, Menu
from customers.models import (
    AccessRequest,
    ChurnCase,
    Contact,
    Customer,
    ExtensionRequest,
    Interaction,
    LevelRule,
    PoolRule,
    Tag,
)
from reports.models import Usage
from sales.models import Opportunity, Order

MENU = (
    Menu(
        _("Customers"),
        "building",
        (
            Item(Customer),
            Item(Contact),
            Item(Interaction),
            Item(Customer, label=_("Care"), action="care"),
            Item(ChurnCase, label=_("Churn")),
            Item(AccessRequest, label=pgettext_lazy("menu", "Requests")),
            Item(ExtensionRequest, permission="assign"),
            Item(LevelRule, label=_("Value tiers")),
            Item(Customer, label=_("Clean up"), action="cleaning", permission="delete"),
        ),
    ),
    Menu(_("Sales"), "target-arrow", (Item(Opportunity), Item(Order))),
    Menu(_("Products"), "package", (Item(Product), Item(ProductCategory))),
    Menu(
        _("Reports"),
        "chart-bar",
        (
            Item(Order, label=_("Customer contribution"), url_name="reports:contribution"),
            Item(Customer, label=_("Customer composition"), url_name="reports:composition"),
            Item(ChurnCase, label=_("Churn analysis"), url_name="reports:churn"),
            Item(Customer, label=_("Data health"), url_name="reports:completeness"),
            Item(Usage, label=_("Usage discipline"), url_name="reports:usage"),
            Item(Absence),
        ),
    ),
)

CREATE = (
    Item(Interaction, label=_("Follow-up"), action="add", icon="pencil-plus", permission="add"),
    Item(Customer, label=_("Customer"), action="add", icon="building", permission="add"),
    Item(Contact, label=_("Contact"), action="add", icon="user", permission="add"),
    Item(Opportunity, label=_("Opportunity"), action="add", icon="target-arrow", permission="add"),
    Item(Order, label=_("Order"), action="add", icon="shopping-cart", permission="add"),
)

SETTINGS = (
    Menu(
        _("The firm"),
        "settings",
        (
            Item(
                Setting,
                label=_("Firm settings"),
                url_name="core:settings",
                icon="building",
                permission="change",
                about=_("Name and logo, time limits, amounts from which a rule applies"),
            ),
            Item(
                DictionaryType,
                url_name="core:dictionarytype_list",
                icon="list",
                about=_("The lists to choose from: levels, industries, reasons"),
            ),
            Item(
                Tag,
                icon="tag",
                permission="change",
                about=_("Words of your own on customers, contacts and opportunities"),
            ),
            Item(
                PoolRule,
                icon="ripple",
                permission="change",
                about=_("When customers return to the public pool by themselves"),
            ),
            Item(
                CustomField,
                icon="clipboard-text",
                about=_("What your firm wants to keep beyond the fields that are there"),
            ),
            Item(
                Setting,
                label=_("Customer fields"),
                url_name="customers:fielduse_list",
                icon="check",
                permission="change",
                about=_("What counts as complete, and which customers a field is asked of"),
            ),
            Item(
                NumberRule,
                url_name="core:numberrule_list",
                icon="file-text",
                about=_("How customers and documents are numbered"),
            ),
            Item(
                Workday,
                url_name="core:workday_list",
                icon="calendar",
                permission="change",
                about=_("Holidays and make-up days, from which deadlines are counted"),
            ),
        ),
    ),
    Menu(
        _("People and rights"),
        "users",
        (
            Item(
                User,
                label=_("People"),
                icon="users",
                about=_("Who has an account, with which roles, and when they were last here"),
            ),
            Item(
                User,
                url_name="admin:accounts_user_changelist",
                icon="users-plus",
                about=_("Accounts, one-time passwords, who may sign in"),
            ),
            Item(
                Setting,
                label=_("Privacy"),
                url_name="core:privacy",
                icon="eye",
                permission="change",
                about=_("Phones, mail and numbers that a role sees masked"),
            ),
            Item(
                AccountRequest,
                icon="users-plus",
                permission="add",
                about=_("Newcomers who ask for an account, to be approved or refused"),
            ),
            Item(
                Role,
                url_name="admin:accounts_role_changelist",
                icon="lock",
                about=_("What each role may do, and how far it sees"),
            ),
            Item(
                Department,
                url_name="accounts:department_list",
                icon="layout-grid",
                about=_("The tree of departments and their leaders"),
            ),
            Item(
                User,
                label=_("Leaver handover"),
                url_name="accounts:handover",
                icon="arrows-exchange",
                permission="change",
                about=_("Give what somebody holds to others, then close the account"),
            ),
            Item(
                Grant,
                label=_("Explain access"),
                url_name="accounts:explain",
                icon="eye",
                about=_("Why somebody may do something to a record, or not"),
            ),
            Item(
                SignIn,
                icon="user",
                about=_("Who signed in from where, and which attempts failed"),
            ),
            Item(
                Change,
                label=_("Audit trail"),
                url_name="core:change_list",
                icon="clock",
                about=_("Who changed what, and when"),
            ),
            Item(
                Change,
                label=_("System state"),
                url_name="core:system_state",
                icon="tool",
                about=_("Backups and their proof, jobs, sizes, what needs a hand"),
            ),
        ),
    ),
)
