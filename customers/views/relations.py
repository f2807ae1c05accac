"""Pages of the relations between customers."""

from django.utils.translation import gettext_lazy

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
from customers.filters import RelationFilter
from customers.models import CustomerRelation
from customers.relation_forms import RelationForm


class RelationPages:
    """What every page of relations shares; saving leads back to the tab of the customer."""

    model = CustomerRelation
    form = RelationForm
    in_panel = False

    def get_success_url(self):
        customer = self.object.second
        return f"{url_for(customer, 'detail')}?tab=relations"


class RelationList(RelationPages, ListPage):
    filters = RelationFilter
    nothing = (
        gettext_lazy("Parent companies, families and who introduced whom stand here."),
        gettext_lazy("Fastest: add one on the page of a customer."),
    )
    columns = (
        Column("first"),
        Column("says", gettext_lazy("is its …"), css="c-more"),
        Column("second", kind="record", css="c-line"),
        Column("remark", css="what"),
        Column("kind", shown=False),
        Column("created_by", shown=False),
        Column("created_at", kind="moment", shown=False),
    )


class RelationExport(RelationPages, ExportPage):
    list_page = RelationList


class RelationImport(RelationPages, ImportPage):
    pass


class RelationTemplate(RelationPages, TemplatePage):
    pass


class RelationDetail(RelationPages, DetailPage):
    related = ("first", "second")
    facts = (
        (
            gettext_lazy("Customer relation"),
            (
                Column("first", kind="record"),
                Column("says", gettext_lazy("is its …")),
                Column("second", kind="record"),
                Column("remark"),
            ),
        ),
    )


class RelationAdd(RelationPages, AddPage):
    title = gettext_lazy("New related customer")

    def get_success_url(self):
        asked = self.request.GET.get("customer", "")
        ends = {str(row.pk): row for row in (self.object.first, self.object.second)}
        customer = ends.get(asked, self.object.second)
        return f"{url_for(customer, 'detail')}?tab=relations"


class RelationEdit(RelationPages, EditPage):
    pass


class RelationDelete(DeletePage):
    model = CustomerRelation
