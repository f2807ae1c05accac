"""Search: what is found by which text, within whose reach, at what cost."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import (
    make_contact,
    make_customer,
    make_opportunity,
    make_order,
    make_product,
)


class SearchCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.bob = make_user("bob", roles=["account_manager"], language="en")

    def setUp(self):
        self.client.force_login(self.ann)

    def groups(self, text):
        """Return {kind of record: [addresses]} of what the search box answers."""
        page = self.client.get("/search/", {"q": text}, headers={"HX-Request": "true"})
        self.assertEqual(page.status_code, 200)
        groups = [[row["url"] for row in group["rows"]] for group in page.context["groups"]]
        return {urls[0].split("/")[2]: urls for urls in groups}


class WordTests(SearchCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.huaning = make_customer(
            cls.ann, "苏州华宁精密机械有限公司", number="KH-2026-7", phone="021-5588 1702"
        )
        cls.quick = make_customer(cls.ann, "QUICK-Stop & Sons", phone="+49 30 007 4321")
        cls.other = make_customer(cls.ann, "远航电子")

    def found(self, text):
        page = self.client.get("/customers/customers/", {"q": text}, headers={"HX-Request": "true"})
        return {row.label for row in page.context["table"].rows}

    def test_what_finds_a_chinese_name(self):
        for text in (
            "华宁", "宁精", "苏州华宁", "华宁精密机械", "有限公司",
            "suzhouhuaning", "huaning", "jingmijixie", "HuaNing",
            "szhn", "hnjm", "hn", "jx",
            "KH-2026-7", "kh-2026", "1702", "5588 1702", "55881702",
        ):  # fmt: skip
            self.assertEqual(self.found(text), {self.huaning.name}, text)

    def test_what_finds_an_english_name(self):
        for text in ("QUICK-Stop", "quick", "Quick-st", "stop", "sons", "4321", "0074321"):
            self.assertEqual(self.found(text), {self.quick.name}, text)

    def test_what_finds_nothing(self):
        for text in ("宁华", "zzz", "华宁电子", "9999", "KH-2027", "华_", "%宁", "5588170"):
            self.assertEqual(self.found(text), set(), text)

    def test_signs_with_a_meaning_in_patterns_mean_themselves(self):
        for text in ("%", "_", "\\", "%%", "__", "'"):
            self.assertEqual(self.found(text), set(), text)
        percent = make_customer(self.ann, "纯棉100%有限")
        self.assertEqual(self.found("00%有"), {percent.name})

    def test_a_new_name_is_found_at_once_by_its_pinyin(self):
        self.client.post(
            f"/customers/customers/{self.other.pk}/edit/",
            {"name": "宏图重工", "kind": "organisation", "seen": self.other.version},
        )
        self.assertEqual(self.found("htzg"), {"宏图重工"})
        self.assertEqual(self.found("yuanhang"), set())


class BoxTests(SearchCase):
    def test_hits_are_grouped_by_kind(self):
        customer = make_customer(self.ann, "华宁精密")
        contact = make_contact(customer, "华宁生")
        chance = make_opportunity(self.ann, customer=customer)
        product = make_product("华宁泵")
        found = self.groups("华宁")
        for row in (customer, contact, chance, product):
            url = row.get_absolute_url()
            self.assertEqual(found[url.split("/")[2]], [url])

    def test_orders_are_found_by_number(self):
        order = make_order(self.ann)
        self.assertEqual(self.groups(order.number)["orders"], [order.get_absolute_url()])

    def test_only_what_is_within_reach(self):
        theirs = make_customer(self.bob, "华宁精密", phone="021-5588 1702")
        make_contact(theirs, "华宁生")
        make_opportunity(self.bob, customer=theirs)
        order = make_order(self.bob, customer=theirs)
        for text in ("华宁", "huaning", "hn", "1702", theirs.number, order.number):
            self.assertEqual(self.groups(text), {}, text)

    def test_what_lies_in_the_pool_is_found_by_everybody_with_a_grant(self):
        pooled = make_customer(None, "华宁精密")
        self.assertEqual(self.groups("华宁"), {"customers": [pooled.get_absolute_url()]})
        self.client.force_login(make_user("carl"))
        self.assertEqual(self.groups("华宁"), {})

    def test_five_hits_and_a_link_to_all(self):
        for n in range(7):
            make_customer(self.ann, f"华宁{n}厂")
        page = self.client.get("/search/", {"q": "华宁"})
        [group] = page.context["groups"]
        self.assertEqual(len(group["rows"]), 5)
        full = self.client.get(group["more_url"])
        self.assertEqual(len(full.context["table"].rows), 7)

    def test_names_are_shown_as_text(self):
        make_customer(self.ann, "华宁<script>alert(1)</script>")
        page = self.client.get("/search/", {"q": "华宁"})
        self.assertNotContains(page, "<script>alert")
        page = self.client.get("/search/", {"q": "<script>alert(1)"})
        self.assertNotContains(page, "<script>alert")

    def test_more_hits_need_no_more_statements(self):
        def cost():
            with CaptureQueriesContext(connection) as found:
                self.groups("华宁")
            return len(found)

        customer = make_customer(self.ann, "华宁0厂")
        make_contact(customer, "华宁生")
        cost()
        first = cost()
        for n in range(1, 6):
            make_contact(make_customer(self.ann, f"华宁{n}厂"), "华宁生")
        self.assertEqual(cost(), first)
        self.assertLessEqual(first, 10)

    def test_what_was_not_found_can_be_made(self):
        page = self.client.get("/search/", {"q": "宏图"})
        [button] = page.context["actions"]
        form = self.client.get(button.url)
        self.assertContains(form, 'value="宏图"')
        self.assertFalse(Customer.objects.filter(name="宏图").exists())
