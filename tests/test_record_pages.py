"""The pages of every kind of record: each class only declares."""

from django.test import TestCase

from accounts.models import Absence
from catalog.models import Product, ProductCategory
from customers.models import Contact, Customer, Interaction
from sales.models import Opportunity, Order
from tests.support.lists import ImportPageTests, ListTests, SheetTests
from tests.support.pages import OwnedPagesTests, RecordPagesTests
from tests.support.records import (
    entry,
    make_absence,
    make_category,
    make_contact,
    make_customer,
    make_followup,
    make_opportunity,
    make_order,
    make_product,
    serial,
)

SEES = {"view": "all"}


class CustomerPagesTests(ListTests, SheetTests, ImportPageTests, OwnedPagesTests, TestCase):
    model = Customer
    more = {
        "customers.contact": SEES,
        "customers.interaction": SEES,
        "sales.opportunity": SEES,
        "sales.order": SEES,
    }
    changed = ("city", "Hangzhou", "Suzhou")
    has_team = True

    def make(self, owner, text=""):
        return make_customer(owner, text)

    def typed(self, owner):
        return {"name": "Huaning Precision", "kind": "organisation", "address": "7 Long Road"}

    def hang(self, row):
        make_contact(row)
        make_followup(row)
        make_opportunity(row.owner, customer=row)
        make_order(row.owner, customer=row, state="confirmed")


class ContactPagesTests(ListTests, SheetTests, ImportPageTests, OwnedPagesTests, TestCase):
    model = Contact
    more = {"customers.customer": SEES}
    changed = ("position", "Buyer", "Director")
    has_team = True

    def make(self, owner, text=""):
        return make_contact(make_customer(owner), text)

    def typed(self, owner):
        customer = make_customer(owner)
        return {"customer": str(customer.pk), "name": "Carl Wu", "mobile": "138 0013 8000"}


class InteractionPagesTests(ListTests, SheetTests, OwnedPagesTests, TestCase):
    model = Interaction
    more = {"customers.customer": SEES, "customers.contact": SEES}
    text_field = text_column = "summary"
    required = "summary"
    changed = ("place", "Room 7", "Room 9")
    has_team = True

    def make(self, owner, text=""):
        return make_followup(make_customer(owner), text, by=owner)

    def typed(self, owner):
        return {
            "customer": str(make_customer(owner).pk),
            "kind": str(entry("interaction_kind", "visit").pk),
            "at": "2026-03-02T10:00",
            "summary": "They want twelve more",
            "no_next_reason": "Bought elsewhere",
        }

    def wanted(self, row):
        return row.customer.name


class ProductPagesTests(ListTests, ImportPageTests, RecordPagesTests, TestCase):
    model = Product
    changed = ("place", "Ningbo", "Wenzhou")

    def make(self, owner, text=""):
        return make_product(text)

    def typed(self, owner):
        return {"name": "Pressure sensor", "state": "on_sale", "price": "12.50", "tax_rate": "13"}


class ProductCategoryPagesTests(ListTests, RecordPagesTests, TestCase):
    model = ProductCategory
    more = {"catalog.product": SEES}
    changed = ("remark", "for pipes", "for tanks")

    def make(self, owner, text=""):
        return make_category(text)

    def typed(self, owner):
        return {"name": "Sensors", "remark": "All that measures"}

    def hang(self, row):
        make_product(category=row)


class OpportunityPagesTests(ListTests, SheetTests, OwnedPagesTests, TestCase):
    model = Opportunity
    more = {"customers.customer": SEES, "sales.developmentplan": SEES, "sales.stage": SEES}
    text_field = text_column = "title"
    required = "title"
    changed = ("contact_name", "Dora", "Emil")

    def make(self, owner, text=""):
        return make_opportunity(owner, text)

    def typed(self, owner):
        return {"title": "Twelve pumps", "customer_name": "Yuanhang", "success_rate": "50"}

    def wanted(self, row):
        return row.customer_name

    def test_delete_is_logical_and_the_row_is_gone_from_every_choice(self):
        self.make = lambda owner: make_opportunity(None, by=owner)  # only those are deleted
        super().test_delete_is_logical_and_the_row_is_gone_from_every_choice()


class OrderPagesTests(ListTests, SheetTests, ImportPageTests, OwnedPagesTests, TestCase):
    model = Order
    more = {"customers.customer": SEES, "catalog.product": SEES}
    text_field = text_column = "remark"
    required = "ordered_on"
    changed = ("remark", "by rail", "by road")

    def make(self, owner, text=""):
        return make_order(owner, remark=text)

    def typed(self, owner):
        return {
            "customer": str(make_customer(owner).pk),
            "ordered_on": "2026-03-02",
            "remark": "Leave it at the gate",
            **no_lines(),
        }

    def filled(self, row, user):
        return {**super().filled(row, user), **no_lines()}


class AbsencePagesTests(ListTests, OwnedPagesTests, TestCase):
    model = Absence
    text_field = text_column = required = "reason"
    changed = ("reason", "Moving house", "Wedding")

    def make(self, owner, text=""):
        return make_absence(owner, reason=text or f"Leave no. {next(serial)}")

    def typed(self, owner):
        days = {"starts_on": "2026-03-02", "ends_on": "2026-03-06"}
        return {"owner": str(owner.pk), "kind": "leave", "reason": "Annual leave", **days}

    def wanted(self, row):
        return row.reason

    def test_ties_are_settled_by_the_key(self):
        """Days of one person never overlap; those of several people tie."""
        user = self.person("view")
        people = [self.person() for _each in range(3)]
        keys = sorted(make_absence(each, "2026-03-02").pk for each in people)
        for sort in ("starts_on", "ends_on"):
            self.assertEqual(self.listed(user, f"?sort={sort}"), keys)
            self.assertEqual(self.listed(user, f"?sort=-{sort}"), keys[::-1])


def no_lines():
    """Return the management form of an order without lines."""
    return {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
