"""Pages of contacts."""

from django.utils.translation import gettext_lazy

from core.tables import Column
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
from customers.filters import ContactFilter
from customers.forms import ContactForm
from customers.models import Contact
from customers.pasting import FIELDS, read
from customers.services import contacts
from customers.views.comparing import ContactCompare


class ContactPages:
    """What every contact page shares."""

    model = Contact
    form = ContactForm


class ContactList(ContactPages, ListPage):
    filters = ContactFilter
    nothing = (
        gettext_lazy("Contacts are the people you talk to at a customer."),
        gettext_lazy("Fastest: add one on the page of the customer."),
    )
    bulk = (ContactCompare,)
    bulk_fields = ("position", "part")
    quick = (
        ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(customer__owner=user)),
        ("main", gettext_lazy("Main contacts"), lambda rows, user: rows.filter(is_main=True)),
    )
    inline = ("position", "mobile", "office_phone", "email", "part")
    columns = (
        Column("name", sort="name_pinyin"),
        Column("customer", kind="record", css="c-line"),
        Column("position", css="c-own"),
        Column("mobile", kind="phone", css="c-more"),
        Column("office_phone", kind="phone"),
        Column("email", kind="email"),
        Column("is_main", kind="tick"),
        Column("part", shown=False),
        Column("wechat", shown=False),
        Column("birthday", kind="day", shown=False),
        Column("gender", shown=False),
        Column("hobbies", shown=False),
        Column("remark", css="what", shown=False),
    )


class ContactDetail(MergedAway, ContactPages, DetailPage):
    related = ("customer",)
    facts = (
        (
            gettext_lazy("Contact"),
            (
                Column("customer", kind="record"),
                Column("name"),
                Column("gender"),
                Column("position"),
                Column("part"),
                Column("mobile", kind="phone"),
                Column("office_phone", kind="phone"),
                Column("email", kind="email"),
                Column("wechat"),
                Column("birthday", kind="day"),
                Column("is_main", kind="tick"),
                Column("hobbies"),
                Column("remark"),
            ),
        ),
    )

    def facts_line(self):
        return [fact for fact in (str(self.object.customer), self.object.position) if fact]


class ContactAdd(ContactPages, Pasted, AddPage):
    pasted, paste_fields = staticmethod(read), FIELDS["contact"]
    service = staticmethod(contacts.create)


class ContactEdit(ContactPages, Pasted, EditPage):
    pasted, paste_fields = staticmethod(read), FIELDS["contact"]
    service = staticmethod(contacts.update)


class ContactDelete(ContactPages, DeletePage):
    restore = staticmethod(contacts.restore)


class ContactOptions(ContactPages, OptionsPage):
    """Contacts to choose from; `?customer=` narrows them to one customer."""

    narrows = "customer"

    def get_queryset(self):
        return super().get_queryset().select_related("customer")

    def hint(self, row):
        return str(row.customer)


class ContactExport(ContactPages, ExportPage):
    list_page = ContactList


class ContactImport(ContactPages, ImportPage):
    pass


class ContactTemplate(ContactPages, TemplatePage):
    pass
