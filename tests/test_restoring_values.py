"""The history gives a field its former value back, by the rules of the edit form."""

from decimal import Decimal
from html import unescape

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from core import history, partial
from core.models import Change, DictionaryItem
from core.routes import url_for
from customers.models import Customer
from sales.services import orders
from tests.support.files import PDF, upload
from tests.support.people import make_user
from tests.support.records import (
    entry,
    make_category,
    make_customer,
    make_field,
    make_opportunity,
    make_order,
)


class Asked(TestCase):
    def setUp(self):
        ways = dict.fromkeys(("view", "add", "change"), "all")
        labels = ("customers.customer", "sales.order", "sales.opportunity")
        self.ann = make_user(
            "ann", grants=dict.fromkeys((*labels, "catalog.productcategory"), ways), language="en"
        )
        self.client.force_login(self.ann)

    def edit(self, record, **values):
        """Change fields of a record as its edit page would."""
        partial.store(type(record).objects.get(pk=record.pk), values, by=self.ann)

    def tab(self, record, client=None, **query):
        answer = (client or self.client).get(url_for(record, "detail"), {"tab": "history", **query})
        self.assertEqual(answer.status_code, 200)
        return answer

    def offers(self, record, client=None):
        """Return {field: address} of the former values that the history offers."""
        changes = self.tab(record, client).context["changes"]
        return {r.name: r.restore_url for e in changes for r in e.rows if r.restore_url}

    def restore(self, url, **sent):
        shown = self.client.get(url)
        seen = {"seen": shown.context["seen"], **sent}
        answer = self.client.post(url, seen, follow=True)
        return unescape(answer.content.decode())


class OneValueTests(Asked):
    def test_the_former_value_is_shown_asked_and_stored_with_a_history_of_its_own(self):
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou")
        url = self.offers(customer)["city"]
        self.assertContains(self.client.get(url), "Hangzhou")
        self.assertIn("has its former value again", self.restore(url))
        customer.refresh_from_db()
        self.assertEqual(customer.city, "Hangzhou")
        last = Change.objects.filter(model="customers.customer").first()
        self.assertEqual((last.by, last.after), (self.ann, {"city": "Hangzhou"}))

    def test_a_look_at_the_page_changes_nothing(self):
        customer = make_customer(self.ann, name="Huaning")
        self.edit(customer, name="Yuanhang")
        answer = self.client.get(self.offers(customer)["name"])
        self.assertContains(answer, "Restore a former value of Yuanhang?")
        customer.refresh_from_db()
        self.assertEqual(customer.name, "Yuanhang")

    def test_a_dictionary_entry_a_day_and_an_emptied_field_come_back(self):
        a, b = entry("customer_level", "a"), entry("customer_level", "b")
        customer = make_customer(self.ann, level=a, remark="twelve pumps")
        self.edit(customer, level=b, remark="")
        for url in self.offers(customer).values():
            self.restore(url)
        customer.refresh_from_db()
        self.assertEqual((customer.level, customer.remark), (a, "twelve pumps"))

    def test_what_the_field_says_already_is_not_offered(self):
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou")
        url = self.offers(customer)["city"]
        self.edit(customer, city="Hangzhou")
        self.assertNotIn(url, self.offers(customer).values())
        self.assertIn("has this value already", self.restore(url))

    def test_a_custom_field_comes_back_and_leaves_the_others_alone(self):
        make_field("grade", "number")
        make_field("site", "text")
        category = make_category(custom={"grade": "3", "site": "Ningbo"})
        category.custom = {"grade": "4", "site": "Ningbo"}
        category.save()
        url = self.offers(category)["x_grade"]
        self.restore(url)
        category.refresh_from_db()
        self.assertEqual(category.custom, {"grade": "3", "site": "Ningbo"})

    def test_an_order_keeps_its_lines(self):
        order = make_order(self.ann, remark="by rail")
        lines = list(order.lines.values_list("pk", flat=True))
        order.remark = "by road"
        orders.update(order, by=self.ann)
        self.restore(self.offers(order)["remark"])
        order.refresh_from_db()
        self.assertEqual(order.remark, "by rail")
        self.assertEqual(list(order.lines.values_list("pk", flat=True)), lines)


class RefusedTests(Asked):
    def test_an_entry_that_nobody_can_choose_any_more(self):
        level = entry("customer_level", "c")
        customer = make_customer(self.ann, level=level)
        self.edit(customer, level=entry("customer_level", "a"))
        url = self.offers(customer)["level"]
        DictionaryItem.objects.filter(pk=level.pk).update(is_active=False)
        self.assertIn("no longer possible", self.restore(url, seen="2"))
        customer.refresh_from_db()
        self.assertEqual(customer.level.code, "a")

    def test_a_record_that_is_beyond_reach(self):
        grants = {"sales.opportunity": dict.fromkeys(("view", "change"), "all")}
        grants["customers.customer"] = {"view": "own"}
        bob = make_user("bob", grants=grants, language="en")
        chance = make_opportunity(self.ann, customer=make_customer(self.ann))
        self.edit(chance, customer=make_customer(bob))
        self.client.force_login(bob)
        url = self.offers(chance)["customer"]
        self.assertIn("no longer possible", self.restore(url))

    def test_a_change_between_the_question_and_the_answer(self):
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou")
        url = self.offers(customer)["city"]
        seen = self.client.get(url).context["seen"]
        self.edit(customer, city="Ningbo")
        answer = self.client.post(url, {"seen": seen})
        self.assertContains(answer, "Ningbo", status_code=409)
        customer.refresh_from_db()
        self.assertEqual(customer.city, "Ningbo")

    def test_a_state_that_forbids_to_edit(self):
        order = make_order(self.ann, remark="by rail")
        order.remark = "by road"
        orders.update(order, by=self.ann)
        url = self.offers(order)["remark"]
        orders.confirm(order, by=self.ann)
        self.assertEqual(self.offers(order), {})
        self.assertIn("Only a draft can be edited.", self.restore(url))

    def test_who_may_only_look_is_offered_nothing(self):
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou")
        url = self.offers(customer)["city"]
        self.client.force_login(make_user("eve", grants={"customers.customer": {"view": "all"}}))
        self.assertEqual(self.offers(customer), {})
        self.assertEqual(self.client.post(url, {"seen": 2}).status_code, 403)

    def test_only_fields_of_the_form_and_changes_of_this_record(self):
        customer, other = make_customer(self.ann, city="A"), make_customer(self.ann, city="B")
        self.edit(customer, city="C")
        change = Change.objects.filter(operation="UPDATE", object_id=customer.pk).first()
        for record, field in (
            (customer, "owner"),
            (customer, "traded"),
            (other, "city"),
            (customer, "seen"),
            (customer, "fax"),
            (customer, "x_none"),
        ):
            url = url_for(record, "restore_value")
            answer = self.client.get(url, {"change": change.pk, "field": field})
            self.assertEqual(answer.status_code, 404, field)

    def test_a_field_that_is_kept_to_a_role(self):
        make_field("margin", "text", roles=["executive"])
        category = make_category(custom={"margin": "12"})
        category.custom = {"margin": "14"}
        category.save()
        self.assertEqual(self.offers(category), {})
        change = Change.objects.filter(operation="UPDATE").first()
        url = url_for(category, "restore_value")
        answer = self.client.get(url, {"change": change.pk, "field": "x_margin"})
        self.assertEqual(answer.status_code, 404)


class ReadingTests(Asked):
    def test_amounts_are_told_to_the_cent(self):
        customer = make_customer(self.ann)
        Customer.objects.filter(pk=customer.pk).update(traded=Decimal("49600.00"))
        row = history.entries(customer)[0].rows[0]
        self.assertEqual((row.before, row.after), ("0.00", "49,600.00"))

    def test_one_field_and_one_person(self):
        bob = make_user("bob", grants={"customers.customer": {"view": "all", "change": "all"}})
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou", address="7 Long Road")
        partial.store(Customer.objects.get(), {"city": "Ningbo"}, by=bob)
        told = self.tab(customer, field="city").context["changes"]
        self.assertEqual([e.rows[0].after for e in told], ["Ningbo", "Suzhou", "Hangzhou"])
        self.assertEqual({row.name for e in told for row in e.rows}, {"city"})
        told = self.tab(customer, by=bob.pk).context["changes"]
        self.assertEqual([e.by for e in told], [str(bob)])
        self.assertContains(self.tab(customer, field="fax"), "No change fits")

    def test_older_changes_follow_on_demand_and_none_twice(self):
        customer = make_customer(self.ann)
        for place in range(history.PAGE + 5):
            Customer.objects.filter(pk=customer.pk).update(city=f"City {place}")
        first = self.tab(customer)
        older = self.client.get(first.context["older_url"])
        told = [*first.context["changes"], *older.context["changes"]]
        self.assertEqual(len({e.change.pk for e in told}), history.PAGE + 6)
        self.assertEqual(older.context["older_url"], "")
        self.assertIn("tab=history", older.context["newest_url"])

    def test_the_files_of_a_record_stand_in_its_history(self):
        customer = make_customer(self.ann)
        self.client.post(
            f"/files/customers.customer/{customer.pk}/", {"file": upload("drawing.pdf", PDF)}
        )
        self.assertContains(self.tab(customer), "added a file drawing.pdf")

    def test_more_changes_need_no_more_statements(self):
        customer = make_customer(self.ann, city="Hangzhou")
        self.edit(customer, city="Suzhou")
        self.tab(customer)
        with CaptureQueriesContext(connection) as few:
            self.tab(customer)
        for place in range(20):
            self.edit(customer, city=f"City {place}", remark=f"{place}")
        with self.assertNumQueries(len(few)):
            self.tab(customer)
