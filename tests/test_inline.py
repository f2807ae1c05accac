"""Editing one field of a record in its cell of a list."""

from django.test import TestCase
from django.urls import reverse

from catalog.models import Product
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_product

LIST = "/customers/customers/"


class InlineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.bob = make_user("bob", roles=["account_manager"], language="en")
        cls.one = make_customer(cls.ann, "One", city="Suzhou")
        cls.pool = make_customer(None, "Pool")

    def setUp(self):
        self.client.force_login(self.ann)
        self.url = reverse("customers:customer_inline", args=[self.one.pk])

    def ask(self, field, htmx=True, **data):
        headers = {"HX-Request": "true"} if htmx else {}
        if data:
            return self.client.post(self.url, {"field": field, **data}, headers=headers)
        return self.client.get(self.url, {"field": field}, headers=headers)

    def stored(self):
        return Customer.objects.get(pk=self.one.pk)

    def test_a_cell_is_saved_and_comes_back_as_the_list_draws_it(self):
        level = entry("customer_level", "a")
        self.assertContains(self.ask("level"), 'name="level"')
        answer = self.ask("level", level=level.pk, seen=self.one.version)
        self.assertContains(answer, "zk-level")
        self.assertContains(answer, "<td")
        self.assertEqual(self.stored().level, level)
        self.assertEqual(self.stored().city, "Suzhou")

    def test_nothing_else_can_be_changed_along_the_way(self):
        self.ask("city", city="Wuxi", name="Hacked", owner=self.bob.pk, seen=self.one.version)
        self.assertEqual((self.stored().city, self.stored().name), ("Wuxi", "One"))
        self.ask("name", name="Hacked", seen=self.one.version)
        self.assertEqual(self.stored().name, "One")

    def test_a_change_by_somebody_else_is_told_and_what_was_typed_stays(self):
        Customer.objects.filter(pk=self.one.pk).update(city="Hangzhou", version=7)
        answer = self.ask("city", city="Wuxi", seen=1)
        self.assertContains(answer, "Now it says: Hangzhou")
        self.assertContains(answer, 'value="Wuxi"')
        self.assertContains(answer, 'value="7"')
        self.ask("city", city="Wuxi", seen=7)
        self.assertEqual(self.stored().city, "Wuxi")

    def test_a_fault_is_told_in_place(self):
        answer = self.ask("email", email="no address", seen=self.one.version)
        self.assertContains(answer, 'id="id_email_error"')
        self.assertContains(answer, "no address")

    def test_without_javascript_it_is_a_small_page(self):
        self.assertContains(self.ask("city", htmx=False), "<h1>City abroad: One</h1>")
        answer = self.ask("city", htmx=False, city="Wuxi", seen=self.one.version)
        self.assertRedirects(answer, LIST)
        self.assertEqual(self.stored().city, "Wuxi")

    def test_a_record_beyond_reach_is_not_found(self):
        self.client.force_login(self.bob)
        self.assertEqual(self.ask("city").status_code, 404)
        self.assertEqual(self.ask("city", city="x", seen=1).status_code, 404)

    def test_pens_stand_only_in_rows_that_one_may_change(self):
        page = self.client.get(f"{LIST}?library=pool&cols=name,city")
        self.assertNotContains(page, "zk-pen")
        page = self.client.get(f"{LIST}?cols=name,city")
        self.assertContains(page, f"{self.url}?field=city")
        self.client.force_login(make_user("eve", roles=["executive"]))
        self.assertNotContains(self.client.get(LIST), "zk-pen")

    def test_products_keep_their_number(self):
        boss = make_user("boss", roles=["administrator"], language="en")
        self.client.force_login(boss)
        product = make_product("Pump", code="P-1")
        url = reverse("catalog:product_inline", args=[product.pk])
        self.client.post(url, {"field": "price", "price": "99.5", "seen": product.version})
        product = Product.objects.get()
        self.assertEqual((str(product.price), product.code), ("99.50", "P-1"))
