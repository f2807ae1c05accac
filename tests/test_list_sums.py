"""Sums over all rows that match, exact counts, and stepping from record to record."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext, override_settings

from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer

LIST = "/customers/customers/"


class SumTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        bob = make_user("bob", roles=["account_manager"])
        for n in range(25):
            make_customer(cls.ann, f"C{n:02}", city="Suzhou" if n < 22 else "Wuxi", traded=100)
        make_customer(bob, "Theirs", city="Suzhou", traded=10_000)

    def setUp(self):
        self.client.force_login(self.ann)

    def part(self, name, query="city=Suzhou"):
        return self.client.get(f"{LIST}?{query}&part={name}", headers={"HX-Request": "true"})

    def test_money_is_added_up_over_all_rows_that_match_within_reach(self):
        self.assertContains(self.part("totals"), "2,200.00")
        self.assertContains(self.part("totals"), "22 rows")
        self.assertContains(self.part("totals", "sort=city"), "2,500.00")

    def test_the_list_itself_adds_nothing_up(self):
        with CaptureQueriesContext(connection) as found:
            page = self.client.get(LIST)
        self.assertContains(page, "part=totals")
        self.assertFalse([q for q in found if "SUM(" in q["sql"]])

    def test_without_javascript_the_sums_are_a_page(self):
        page = self.client.get(f"{LIST}?city=Suzhou&part=totals")
        self.assertContains(page, "2,200.00")
        self.assertEqual(len(page.context["table"].rows), 20)

    def test_columns_without_money_have_no_foot(self):
        self.assertNotContains(self.client.get(f"{LIST}?cols=name,city"), "part=totals")

    @override_settings(LIST_CAP=10)
    def test_above_the_cap_sums_and_counts_wait_for_a_click(self):
        page = self.client.get(LIST)
        self.assertContains(page, "this may take a moment")
        self.assertNotContains(page, "revealed")
        self.assertContains(page, "Count exactly")
        self.assertContains(self.part("count", "sort=city"), "25 rows")
        self.assertContains(self.client.get(f"{LIST}?part=count"), "25 rows")


class SteppingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        bob = make_user("bob", roles=["account_manager"])
        make_customer(bob, "Theirs", city="Suzhou", traded=2)
        for n, traded in enumerate((3, None, 1, 2, None)):
            make_customer(cls.ann, f"C{n}", city="Suzhou", traded=traded or 0)
        make_customer(cls.ann, "Elsewhere", city="Wuxi", traded=2)

    def setUp(self):
        self.client.force_login(self.ann)

    def walked(self, query, way):
        """Return the names that the links of the records lead through."""
        rows = self.client.get(f"{LIST}?{query}").context["table"].rows
        names, address = [], (rows if way == "next" else rows[::-1])[0].url
        while address and len(names) < 20:
            page = self.client.get(address)
            names.append(str(page.context["object"]))
            address = getattr(page.context["stepper"], way)
        return [row.label for row in rows], names

    def test_records_follow_each_other_as_in_the_list(self):
        for query in ("city=Suzhou&sort=-traded", "city=Suzhou&sort=name_pinyin", "sort=city"):
            for cap in (10_000, 2):
                with self.settings(LIST_CAP=cap):
                    listed, names = self.walked(query, "next")
                    self.assertEqual(names, listed, (query, cap))
                    listed, names = self.walked(query, "previous")
                    self.assertEqual(names, listed[::-1], (query, cap))

    def test_gaps_in_the_sort_column_come_last(self):
        Customer.objects.filter(name__in=["C0", "C3"]).update(next_contact_at="2026-01-01T00:00Z")
        listed, names = self.walked("sort=-next_contact_at", "next")
        self.assertEqual(names, listed)

    def test_the_place_and_the_way_back_are_told(self):
        rows = self.client.get(f"{LIST}?city=Suzhou&sort=-traded").context["table"].rows
        page = self.client.get(rows[1].url)
        stepper = page.context["stepper"]
        self.assertEqual((stepper.place, stepper.total), ("2", "5"))
        self.assertContains(page, "customers/?city=Suzhou&amp;sort=-traded")

    def test_it_costs_nothing_unasked_and_little_when_asked(self):
        row = self.client.get(LIST).context["table"].rows[0]
        bare = row.url.partition("?")[0]
        self.client.get(bare)
        with CaptureQueriesContext(connection) as plain:
            self.assertIsNone(self.client.get(bare).context["stepper"])
        with CaptureQueriesContext(connection) as stepping:
            self.client.get(row.url)
        self.assertLessEqual(len(stepping) - len(plain), 2)

    def test_a_list_that_is_not_ours_shows_no_stranger(self):
        mine = Customer.objects.get(name="C0")
        page = self.client.get(f"{LIST}{mine.pk}/?in=city%3DSuzhou%26sort%3Dtraded")
        stepper = page.context["stepper"]
        theirs = Customer.objects.get(name="Theirs")
        self.assertNotIn(f"/{theirs.pk}/", stepper.previous + stepper.next)
