"""Whom a follow-up was with, and what it belongs to: fields, columns and filters of both.

A higher app adds what a follow-up may belong to by a table derived from `Belonging`; nothing here
knows which there are.
"""

from dataclasses import replace

import django_filters
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import linking
from core.fields import RelatedChoice
from core.keys import key_of
from core.linking import LinkColumn
from core.routes import url_for
from core.several import RelatedChoices
from customers.models import Belonging, Contact, Interaction, InteractionContact

CONTACTS = "contact"  # the name of the field, the column and the filter


def belongings() -> list[type[Belonging]]:
    """Return the tables of what a follow-up may belong to."""
    return [table for table in linking.tables(Interaction) if issubclass(table, Belonging)]


# forms -------------------------------------------------------------------------------------


class BelongingChoice(RelatedChoice):
    """What the follow-up belongs to, among what its customer has."""

    for_viewers = True

    def __init__(self, table):
        kind = table.other().related_model
        super().__init__(
            kind.objects.all(), label=capfirst(table.other().verbose_name), required=False
        )
        self.widget.attrs["data-depends"] = "customer"


def fields() -> dict:
    """Return the form fields by their names."""
    found = {table.named_by[0]: BelongingChoice(table) for table in belongings()}
    people = Contact.objects.order_by("-is_main", "pk")
    return {CONTACTS: RelatedChoices(people, label=_("Contacts"))} | found


def open_for(form) -> None:
    """Fill the fields with what is stored, and offer the contacts of the customer at hand."""
    obj = form.instance
    for name, table in by_name().items():
        if obj.pk and name in form.fields:
            stored = linking.held(table, [obj])[obj.pk]
            form.initial[name] = stored if name == CONTACTS else next(iter(stored), None)
    customer = form.data.get("customer") if form.is_bound else None
    customer = customer or obj.customer_id or form.initial.get("customer")
    near(form, key_of(str(getattr(customer, "pk", customer))))


def about(form) -> list:
    """Return the bound fields of what a follow-up may belong to."""
    names = (table.named_by[0] for table in belongings())
    return [form[name] for name in names if name in form.fields]


def follow_customer(form):
    """Let the people on offer follow the customer that is chosen in the form."""
    field = form.fields.get(CONTACTS)
    if field is not None:
        field.follows, field.url = "customer", url_for(Interaction, "add")
    return form


def near(form, customer) -> None:
    if customer is not None:
        form.fields[CONTACTS].near = Q(customer=customer)


def by_name() -> dict:
    return {table.named_by[0]: table for table in linking.tables(Interaction)}


def take_over(form) -> None:
    """Put what the form says on the follow-up; its service stores it."""
    for name in by_name():
        field = form.fields.get(name)
        if isinstance(field, (RelatedChoice, RelatedChoices)) and name in form.cleaned_data:
            form.instance.new_links[name] = form.cleaned_data[name]


# lists -------------------------------------------------------------------------------------


WITH = LinkColumn(CONTACTS, _("Contacts"), kind="text", table=InteractionContact, with_row=True)


def columns(kind="text") -> list[LinkColumn]:
    """Return the columns: whom it was with, and what it belongs to."""
    found = [WITH]
    for table in belongings():
        name = table.named_by[0]
        found.append(LinkColumn(name, text=table.text, css="c-more", shown=False, table=table))
    return [replace(column, kind=kind) for column in found]


class LinkFilter(django_filters.ModelChoiceFilter):
    """Follow-ups on which one record hangs, picked by typing."""

    field_class = RelatedChoice

    def __init__(self, table):
        self.table = table
        other = table.other()
        super().__init__(
            queryset=other.related_model.objects.all(), label=capfirst(other.verbose_name)
        )

    def filter(self, rows, value):
        if not value:
            return rows
        hanging = self.table._base_manager.filter(**{self.table.named_by[0]: value})
        return rows.filter(pk__in=hanging.values("record"))


def filters() -> dict:
    return {name: LinkFilter(table) for name, table in by_name().items()}
