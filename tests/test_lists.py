"""Lists: pages without gaps, a capped count, chips and quick filters."""

from datetime import timedelta
from unittest import mock
from urllib.parse import quote

from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from core import paging
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_followup

LIST = "/customers/customers/"
SORTS = ("name_pinyin", "next_contact_at", "level_id", "traded", "city", "number")


class ListCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["administrator"], language="en")

    def setUp(self):
        self.client.force_login(self.ann)

    def page(self, query="", **params):
        url = query if query.startswith("/") else LIST + query
        return self.client.get(url, params, headers={"HX-Request": "true"})

    def keys(self, query="", **params):
        answer = self.page(query, **params)
        self.assertEqual(answer.status_code, 200, query or params)
        return [row.pk for row in answer.context["table"].rows]


class PagingTests(ListCase):
    """47 customers with ties and gaps in every column."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        levels, now = [entry("customer_level", code) for code in "ab"], timezone.now()
        Customer.objects.bulk_create(
            Customer(
                number=f"KH-{n * 7 % 47:03}",
                name=f"云帆{n}",
                name_pinyin=f"yunfan{n % 9}",
                owner=cls.ann,
                level=levels[n % 2] if n % 3 else None,
                city=("Suzhou", "Hangzhou", "")[n % 3],
                traded=n % 4,
                next_contact_at=now + timedelta(days=n % 5) if n % 2 else None,
            )
            for n in range(47)
        )
        cls.rows = list(Customer.objects.all())

    def expected(self, sort):
        """Return all keys in order: empty values last, ties by the key in the same direction."""
        field, falling = sort.removeprefix("-"), sort.startswith("-")
        filled = [row for row in self.rows if getattr(row, field) is not None]
        empty = [row for row in self.rows if getattr(row, field) is None]
        filled.sort(key=lambda row: (getattr(row, field), row.pk), reverse=falling)
        empty.sort(key=lambda row: row.pk, reverse=falling)
        return [row.pk for row in [*filled, *empty]]

    def walk(self, url, way):
        """Return the pages from `url` on in one direction, and the last address."""
        pages = []
        while True:
            answer = self.page(url)
            pages.append([row.pk for row in answer.context["table"].rows])
            following = getattr(answer.context["pager"], way)
            if not following or len(pages) > 10:
                return pages, url
            url = following

    def assert_walks(self, sort):
        wanted = self.expected(sort)
        forth, last = self.walk(f"{LIST}?sort={sort}", "next_url")
        self.assertEqual(sum(forth, []), wanted, sort)
        back, _first = self.walk(last, "prev_url")
        self.assertEqual(sum(reversed(back), []), wanted, f"{sort} backwards")

    def declared(self):
        """Return the sorts as the list declares them."""
        heads = self.page().context["table"].heads
        found = {head.sort_url.rpartition("sort=")[2].lstrip("-") for head in heads}
        return [sort for sort in SORTS if {sort, sort.removesuffix("_id")} & found]

    def test_numbered_pages_under_the_cap(self):
        for sort in self.declared():
            self.assert_walks(sort)
            self.assert_walks(f"-{sort}")

    @override_settings(LIST_CAP=30)
    def test_numbered_pages_above_the_cap(self):
        for sort in self.declared():
            self.assert_walks(sort)
            self.assert_walks(f"-{sort}")

    @override_settings(LIST_CAP=10)
    def test_next_and_previous_by_key_beyond_the_numbered_pages(self):
        with mock.patch.object(paging, "NUMBERED", 1):
            for sort in self.declared():
                self.assert_walks(sort)
                self.assert_walks(f"-{sort}")

    def test_the_count_is_exact_under_the_cap(self):
        self.assertEqual(self.page().context["pager"].count, "47")

    @override_settings(LIST_CAP=40)
    def test_the_count_is_capped_above_it(self):
        pager = self.page().context["pager"]
        self.assertEqual((pager.count, pager.capped), ("40+", True))
        self.assertContains(self.page(), "40+")

    def test_page_sizes(self):
        for size, shown in (("20", 20), ("50", 47), ("100", 47), ("7", 20), ("-1", 20), ("x", 20)):
            self.assertEqual(len(self.keys(size=size)), shown, size)

    def test_a_page_beyond_the_end_is_the_first_one(self):
        self.assertEqual(self.keys(page=99), self.keys())

    def test_the_key_of_a_row_that_is_gone_harms_nothing(self):
        with override_settings(LIST_CAP=10):
            for name in ("after", "before"):
                for sort in ("", "next_contact_at", "-traded"):
                    self.assertLessEqual(len(self.keys(**{name: 10**9, "sort": sort})), 20)


class FilterTests(ListCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.bob = make_user("bob", language="en")
        cls.level = entry("customer_level", "a")
        cls.one = make_customer(cls.ann, "One", level=cls.level, city="Suzhou", state="deal")
        cls.two = make_customer(cls.bob, "Two", city="Suzhou")
        cls.three = make_customer(None, "Three", city="Hangzhou")

    def names(self, **params):
        answer = self.page(**params)
        return {row.label for row in answer.context["table"].rows}

    def test_filters(self):
        for params, wanted in (
            ({"owner": self.bob.pk}, {"Two"}),
            ({"level": self.level.pk}, {"One"}),
            ({"state": ["deal", "lost"]}, {"One"}),
            ({"city": "Suz"}, {"One", "Two"}),
            ({"city": "Suz", "owner": self.ann.pk}, {"One"}),
            ({"library": "pool"}, {"Three"}),
            ({"library": "deal"}, {"One"}),
        ):
            self.assertEqual(self.names(**params), wanted, params)

    def test_each_condition_is_a_chip_whose_link_drops_only_it(self):
        params = {"city": "Suz", "level": self.level.pk, "owner": self.ann.pk}
        page = self.page(sort="city", page=1, **params)
        chips = {str(chip.label): chip for chip in page.context["chips"]}
        self.assertEqual(set(chips), {"City abroad", "Level", "Account manager"})
        self.assertEqual(chips["Account manager"].text, "Ann")
        rest = self.page(chips["Level"].remove_url)
        labels = {str(chip.label) for chip in rest.context["chips"]}
        self.assertEqual(labels, {"City abroad", "Account manager"})
        self.assertIn("sort=city", chips["Level"].remove_url)
        self.assertNotIn("page=", chips["Level"].remove_url)

    def test_one_bad_condition_does_not_switch_the_others_off(self):
        self.assertEqual(self.names(city="Suz", next_contact_at_after="soon"), {"One", "Two"})

    def test_a_range_chip_is_dropped_as_a_whole(self):
        page = self.page(next_contact_at_after="2026-01-01", next_contact_at_before="2026-02-01")
        [chip] = page.context["chips"]
        self.assertNotIn("next_contact_at", chip.remove_url)

    def test_quick_filters(self):
        now = timezone.now()
        rows = Customer.objects
        rows.filter(pk=self.one.pk).update(next_contact_at=now - timedelta(days=3))
        rows.filter(pk=self.two.pk).update(next_contact_at=now, last_contact_at=now)
        for quick, wanted in (
            ("mine", {"One"}),
            ("overdue", {"One"}),
            ("today", {"Two"}),
            ("silent", {"One"}),  # nobody has to call what lies in the pool
            ("no_next", set()),
        ):
            self.assertEqual(self.names(quick=quick), wanted, quick)
            page = self.page(quick=quick)
            [chosen] = [chip for chip in page.context["quick"] if chip.current]
            self.assertNotIn("quick=", chosen.url)

    def test_an_empty_list_says_which_kind_of_empty_it_is(self):
        page = self.page(city="Nowhere")
        self.assertContains(page, "No customers match this condition.")
        page = self.page(city="Nowhere", state="deal")
        self.assertContains(page, "No customers match these 2 conditions.")
        drop = page.context["empty"].button
        self.assertEqual(drop.url, self.page(city="Nowhere").request["PATH_INFO"] + "?state=deal")
        self.client.force_login(make_user("carl", roles=["account_manager"], language="en"))
        Customer.objects.all().delete()
        self.assertContains(self.page(), "Fastest: import the sheet you keep now")
        self.assertContains(self.page(library="pool"), "wait here to be claimed")

    def test_a_person_filter_offers_people_by_typing_only(self):
        page = self.client.get(LIST)
        self.assertNotContains(page, f'<option value="{self.bob.pk}"')

    def test_followups_are_found_by_their_customer(self):
        make_followup(self.one)
        answer = self.client.get(reverse("customers:interaction_list"), {"q": "One"})
        self.assertEqual(len(answer.context["table"].rows), 1)

    def test_filters_may_be_bookmarked_with_any_text(self):
        for text in ("a b", "云&帆", "100%", "#1", '"x"'):
            page = self.page(f"{LIST}?city={quote(text)}")
            [chip] = page.context["chips"]
            self.assertEqual(chip.text, text)
