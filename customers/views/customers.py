"""Pages of customers."""

from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import cells, drafts
from core.routes import url_for
from core.views import (
    AddPage,
    DeletePage,
    DetailPage,
    EditPage,
    ExportPage,
    ImportPage,
    ListPage,
    OptionsPage,
    TemplatePage,
)
from core.views.comparing import MergedAway
from core.views.pasting import Pasted
from customers.filters import CustomerFilter
from customers.forms import CustomerForm
from customers.libraries import (
    LIBRARIES,
    LIBRARY_COLUMNS,
    LIBRARY_QUICK,
    NOTHING,
    QUICK,
    reached,
)
from customers.models import Customer, Interaction
from customers.pasting import FIELDS, read
from customers.relation_panel import RELATIONS, group_line
from customers.services import customers, field_uses, pool
from customers.views import claims, levels, owners, portrait, states
from customers.views.comparing import CustomerCompare
from customers.views.customer_columns import COLUMNS, FACTS
from customers.views.extensions import pool_buttons
from customers.views.owners import owner_buttons
from customers.views.similar import GuardedPages
from customers.views.states import state_buttons


class CustomerPages:
    """What every customer page shares."""

    model = Customer
    form = CustomerForm


class CustomerList(CustomerPages, ListPage):
    filters = CustomerFilter
    order = "next_contact_at"
    libraries, quick = LIBRARIES, QUICK
    library_columns, library_quick = LIBRARY_COLUMNS, LIBRARY_QUICK
    quickest = "import"
    bulk = (*owners.BULK, *states.BULK, CustomerCompare)
    bulk_fields = (
        *("level", "category", "industry", "source", "region", "next_contact_at"),
        *("buying_intent", "collected_by"),
    )
    inline = ("level", "next_contact_at", "next_contact_note", "city", "phone", "email")
    columns = COLUMNS

    @property
    def bulk_pages(self):
        return [*(levels.BULK if self.data.get("tier") else ()), *super().bulk_pages]

    @classmethod
    def reachable(cls, user, data, action):
        return reached(data.get("library", ""), user, action)

    @classmethod
    def order_of(cls, user, data):
        """Where nothing is planned, in the pool or without a next step, the newest come first."""
        wanted = super().order_of(user, data)
        unplanned = data.get("library") == "pool" or data.get("quick") == "no_next"
        return ("-pk",) if unplanned and not data.get("sort") else wanted

    def nothing_yet(self):
        return NOTHING.get(self.data.get("library", ""), NOTHING[""])

    def grid(self, rows):
        found = super().grid(rows)
        in_pool = self.data.get("library") == "pool" and self.may("change")
        return claims.offered(found, self.request.user) if in_pool else found


class CustomerDetail(MergedAway, CustomerPages, DetailPage):
    related = ("owner",)
    facts = FACTS

    def state_html(self):
        level = self.object.level
        badge = cells.level(None, self.object, level) if level else ""
        return format_html("{} {}", badge, super().state_html())

    def tags(self):
        found = (self.object.category, self.object.get_life_cycle_display())
        return [str(tag) for tag in found if tag]

    def facts_line(self):
        customer = self.object
        place = customer.region or customer.city
        owner = customer.owner or _("public pool")
        facts = [customer.number, customer.industry, place, _("account manager %s") % owner]
        if customer.level_differs:
            facts.append(_("by trade level %s") % customer.level_by_trade)
        facts.append(self.countdown)
        return [str(fact) for fact in facts if fact]

    def is_asked(self, column):
        use, customer = field_uses.decided().get(column.name), self.object
        asked = use is None or use.suits(customer.kind, customer.category_id)
        return asked or bool(column.value(customer))

    def next_step(self):
        return portrait.next_of(self.object)

    def figures(self):
        return portrait.figures_of(self.object)

    def buttons(self):
        found = super().buttons()
        about = owner_buttons(self)
        return [b for b in about if b.primary] + found + [b for b in about if not b.primary]

    def more(self):
        about = (*levels.level_buttons(self), *pool_buttons(self), *state_buttons(self))
        return [*about, *super().more()]

    @cached_property
    def countdown(self):
        return pool.countdowns([self.object]).get(self.object.pk)

    @cached_property
    def contacts(self):
        return portrait.contacts_of(self.object, self.request.user)

    def panel_body(self, panel):
        body = super().panel_body(panel)
        if panel is RELATIONS and not body["empty"]:
            body["table"].totals.extend(group_line(self.object, self.request.user))
        return body

    def rail(self):
        return portrait.rail_of(self)

    def get_queryset(self):
        rows = super().get_queryset().annotate(lacking=field_uses.Lacking())
        if self.tab != "events":
            return rows
        page = f"{url_for(Interaction, 'add')}?customer={self.kwargs['pk']}"
        return rows.annotate(draft_at=drafts.kept_at(self.request.user, page))


class CustomerAdd(CustomerPages, Pasted, GuardedPages, AddPage):
    pasted, paste_fields = staticmethod(read), FIELDS["customer"]
    service = staticmethod(customers.create)


class CustomerEdit(CustomerPages, Pasted, EditPage):
    pasted, paste_fields = staticmethod(read), FIELDS["customer"]
    service = staticmethod(customers.update)


class CustomerDelete(CustomerPages, DeletePage):
    pass


class CustomerOptions(CustomerPages, OptionsPage):
    pass


class CustomerExport(CustomerPages, ExportPage):
    list_page = CustomerList


class CustomerImport(CustomerPages, ImportPage):
    pass


class CustomerTemplate(CustomerPages, TemplatePage):
    pass
