"""Forms as nobody fills them in: digits that are no numbers, NUL, the same field twice."""

from django.test import TestCase
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from core import drafts, once
from core.models import Batch, DictionaryType
from tests.support.people import make_user
from tests.support.records import make_customer, make_field

ODD = ("²", "٣", "9" * 5000, "-1", "\0")
CATEGORIES = reverse("catalog:productcategory_list")
BULK = reverse("customers:customer_bulk_release")


class OddPostTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.customer = make_customer(self.ann)

    def test_keys_that_are_no_numbers_name_nothing(self):
        for text in ODD:
            answer = self.client.post(BULK, {"pk": text})
            self.assertEqual(answer.status_code, 302, text)
            url = reverse("core:bin_restore", args=["customers.customer"])
            self.assertEqual(self.client.post(url, {"pk": text}).status_code, 302, text)
        self.assertFalse(Batch.objects.exists())

    def test_a_count_that_is_no_number_confirms_nothing(self):
        for text in ODD:
            data = {"all": "1", "query": "", "confirmed": "1", "count": text, "reason": "x"}
            self.assertEqual(self.client.post(BULK, data).status_code, 200, text)
        self.assertFalse(Batch.objects.exists())

    def test_a_query_with_nul_is_stored_without_it(self):
        data = {"pk": self.customer.pk, "query": "city=\0", "reason": "x", "confirmed": "1"}
        self.assertEqual(self.client.post(BULK, data).status_code, 302)
        self.assertEqual(Batch.objects.get().options["query"], "city=")

    def test_entries_are_not_arranged_by_what_is_no_number(self):
        kind = DictionaryType.objects.get(code="industry")
        url = reverse("core:dictionarytype_arrange", args=[kind.pk])
        for text in ODD:
            for name in ("up", "order"):
                self.assertEqual(self.client.post(url, {name: text}).status_code, 302, text)

    def test_a_search_field_shows_nothing_for_what_is_no_key(self):
        for page in ("customers:contact_add", "sales:order_add"):
            for text in ODD:
                answer = self.client.get(reverse(page), {"customer": text})
                self.assertEqual(answer.status_code, 200, text)

    def test_a_sealed_form_with_two_keys_opens(self):
        page, key = reverse("customers:customer_add"), once.new_key(self.ann)
        data = MultiValueDict({once.FIELD: [key, key], "name": ["华宁"]})
        sealed = drafts.seal(page, data)
        answer = self.client.post(reverse("core:draft_take"), {"kept": sealed})
        self.assertRedirects(answer, drafts.opened(page), fetch_redirect_response=False)

    def test_amounts_beyond_all_numbers_filter_nothing_and_break_nothing(self):
        make_field("size", "number")
        make_field("cost", "money")
        for name in ("x_size_min", "x_size_max", "x_cost_min"):
            for text in ("1e999999", "-1e999999", "NaN", "Infinity", "1e-999999", *ODD):
                answer = self.client.get(CATEGORIES, {name: text})
                self.assertEqual(answer.status_code, 200, (name, text[:9]))


class PlaceTests(TestCase):
    def test_the_place_of_a_record_out_of_reach_is_not_told(self):
        ann = make_user("ann", roles=["account_manager"], language="en")
        bob = make_user("bob", roles=["account_manager"], language="en")
        theirs = make_customer(bob, "Customer", city="M")
        for city in "ABXYZ":
            make_customer(ann, f"Works {city}", city=city)
        self.client.force_login(ann)
        with self.settings(LIST_CAP=2):
            page = self.client.get(f"/customers/customers/?sort=city&after={theirs.pk}")
        self.assertEqual([row.label for row in page.context["table"].rows][:1], ["Works A"])
