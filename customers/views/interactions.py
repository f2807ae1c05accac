"""Pages of follow-ups."""

from django.utils.translation import gettext_lazy

from core.filters import start_of_day
from core.routes import url_for
from core.tables import Column
from core.views import (
    AddPage,
    DeletePage,
    DetailPage,
    EditPage,
    ExportPage,
    ImportPage,
    ListPage,
    TemplatePage,
)
from customers import involved
from customers.filters import InteractionFilter
from customers.forms import InteractionForm
from customers.models import Interaction
from customers.services import interactions
from customers.views import comments


class InteractionPages:
    """What every follow-up page shares."""

    model = Interaction
    form = InteractionForm


class InteractionList(InteractionPages, ListPage):
    filters = InteractionFilter
    nothing = (
        gettext_lazy("A follow-up keeps what was said and what comes next."),
        gettext_lazy("Fastest: write it on the page of the customer."),
    )
    bulk_fields = ("kind", "category", "phase")
    quick = (
        ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(author=user)),
        ("today", gettext_lazy("Today"), lambda rows, user: rows.filter(at__gte=start_of_day())),
    )
    order = "-at"
    columns = (
        Column("at", sort="at", kind="moment"),
        Column("customer.number", gettext_lazy("Customer number"), shown=False),
        Column("customer", kind="record", css="c-line"),
        Column("kind", css="c-level"),
        Column("summary", css="what c-more"),
        Column("category", shown=False),
        Column("phase", shown=False),
        Column("author.employee_no", shown=False),
        Column("author", css="c-own"),
        *involved.columns(),
        Column("next_contact_at", kind="due", css="c-more"),
        Column("next_contact_note", css="what c-more"),
        Column("no_next_reason", shown=False),
        Column("place", shown=False),
        Column("details", shown=False, css="what"),
    )


class InteractionDetail(InteractionPages, DetailPage):
    related = ("customer", "author")
    facts = (
        (
            gettext_lazy("What happened"),
            (
                Column("customer", kind="record"),
                *involved.columns("records"),
                Column("kind"),
                Column("category"),
                Column("phase"),
                Column("at", kind="moment"),
                Column("place"),
                Column("summary"),
                Column("details"),
                Column("author"),
                Column("author.employee_no"),
            ),
        ),
        (
            gettext_lazy("Next step"),
            (
                Column("next_contact_at", kind="due"),
                Column("next_contact_note"),
                Column("no_next_reason"),
            ),
        ),
    )

    def rail(self):
        return [comments.card(self)]


class InteractionAdd(InteractionPages, AddPage):
    """Write a follow-up; afterwards the customer's page shows it."""

    service = staticmethod(interactions.create)

    def get_form(self, form_class=None):
        return involved.follow_customer(super().get_form(form_class))

    def get_success_url(self):
        """Lead back to where it was written from: what it belongs to, or its customer."""
        asked = [table.named_by[0] for table in involved.belongings()]
        found = [self.object.new_links.get(name) for name in asked if name in self.request.GET]
        record = next(filter(None, found), self.object.customer)
        return f"{url_for(record, 'detail')}?tab=events"


class InteractionEdit(InteractionPages, EditPage):
    service = staticmethod(interactions.update)


class InteractionDelete(InteractionPages, DeletePage):
    service, restore = staticmethod(interactions.remove), staticmethod(interactions.restore)


class InteractionExport(InteractionPages, ExportPage):
    list_page = InteractionList


class InteractionImport(InteractionPages, ImportPage):
    """The history of another program, with its true authors and days."""


class InteractionTemplate(InteractionPages, TemplatePage):
    pass
