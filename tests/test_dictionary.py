"""The data dictionary pages: renaming, order, switching off, replacing one entry by another."""

from unittest import mock

from django.test import TestCase
from django.urls import reverse

from core.custom import managing
from core.dictionary import keeping, replacing
from core.models import Batch, Change, CustomField, DictionaryItem, DictionaryType
from customers.models import Customer
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import entry, make_customer


class DictionaryCase(TestCase):
    def setUp(self):
        self.olga = make_user("olga", roles=["administrator"], language="en")
        self.client.force_login(self.olga)
        self.list = DictionaryType.objects.get(code="industry")
        self.food, self.trade = entry("industry", "food"), entry("industry", "trade")

    def url(self, action, obj):
        return reverse(f"core:{obj._meta.model_name}_{action}", args=[obj.pk])

    def order(self):
        return list(self.list.items.order_by("position", "pk").values_list("code", flat=True))

    def refused(self, answer):
        """Return what a refused POST says on the page that follows."""
        page = self.client.get(answer.headers["Location"]).content.decode()
        self.assertIn("is-error", page)
        return page


class EntryTests(DictionaryCase):
    def test_the_page_counts_who_uses_an_entry(self):
        make_customer(self.olga, industry=self.food)
        page = self.client.get(self.url("detail", self.list))
        taken = {row.code: row.taken for row in page.context["entries"]}
        self.assertEqual((taken["food"], taken["trade"]), ("1", "0"))
        lists = self.client.get(reverse("core:dictionarytype_list")).context["lists"]
        self.assertEqual(next(row.taken for row in lists if row == self.list), "1")

    def test_an_entry_is_added_at_the_end_and_offered_in_forms(self):
        url = f"{reverse('core:dictionaryitem_add')}?list={self.list.pk}"
        self.client.post(url, {"label_zh": "新能源", "label_en": "New energy"})
        self.assertEqual(self.order()[-1], "new_energy")
        self.assertContains(self.client.get(reverse("customers:customer_add")), "New energy")

    def test_a_name_stands_once_in_a_list(self):
        url = f"{reverse('core:dictionaryitem_add')}?list={self.list.pk}"
        page = self.client.post(url, {"label_zh": self.food.label_zh})
        self.assertIn("label_zh", page.context["form"].errors)

    def test_renaming_keeps_the_code_and_says_who(self):
        form = {"label_zh": "餐饮", "label_en": "", "seen": 1}
        self.client.post(self.url("edit", self.food), form)
        self.food.refresh_from_db()
        self.assertEqual((self.food.label_zh, self.food.code), ("餐饮", "food"))
        self.assertEqual(Change.objects.first().verb, "dictionaryitem.rename")

    def test_order_by_button_and_by_dragging(self):
        before = self.order()
        self.client.post(self.url("arrange", self.list), {"up": self.food.pk})
        at = before.index("food")
        self.assertEqual(self.order()[at - 1 : at + 1], ["food", before[at - 1]])
        keys = list(self.list.items.values_list("pk", flat=True))[::-1]
        self.client.post(self.url("arrange", self.list), {"order": keys})
        found = self.list.items.order_by("position").values_list("pk", flat=True)
        self.assertEqual(list(found), keys)

    def test_an_entry_in_use_is_switched_off_but_not_deleted(self):
        customer = make_customer(self.olga, industry=self.food)
        customer.deleted_at = customer.created_at  # even from the recycle bin it counts
        customer.save()
        answer = self.client.post(self.url("delete", self.food))
        self.assertIn("Deactivate it", self.refused(answer))
        self.client.post(self.url("switch", self.food))
        self.food.refresh_from_db()
        self.assertFalse(self.food.is_active)
        self.client.post(self.url("delete", self.trade))
        self.assertNotIn("trade", self.order())

    def test_what_the_program_relies_on_stays(self):
        DictionaryItem.objects.filter(pk=self.food.pk).update(is_editable=False)
        for action in ("switch", "delete"):
            self.refused(self.client.post(self.url(action, self.food)))
        self.client.post(self.url("edit", self.food), {"label_zh": "X", "seen": 1})
        self.food.refresh_from_db()
        self.assertEqual((self.food.label_zh, self.food.is_active), ("食品饮料", True))


class OwnListTests(DictionaryCase):
    def test_a_list_of_the_firm_comes_and_goes(self):
        self.client.post(reverse("core:dictionarytype_add"), {"label_zh": "设备品牌"})
        own = DictionaryType.objects.get(label_zh="设备品牌")
        self.assertTrue(own.is_own)
        self.client.post(self.url("delete", own))
        self.assertFalse(DictionaryType.objects.filter(pk=own.pk).exists())

    def test_a_list_that_a_custom_field_offers_stays(self):
        own = keeping.add_list(DictionaryType(label_zh="设备品牌"), by=self.olga)
        field = CustomField(model="customers.customer", kind="choice", label_zh="品牌")
        field.dictionary = own
        managing.create(field, by=self.olga)
        self.refused(self.client.post(self.url("delete", own)))

    def test_the_lists_of_the_program_stay(self):
        self.refused(self.client.post(self.url("delete", self.list)))


class ReplaceTests(DictionaryCase):
    def replace(self):
        answer = self.client.post(self.url("replace", self.food), {"to": self.trade.pk})
        batch = Batch.objects.get()
        self.assertRedirects(answer, reverse("core:batch_detail", args=[batch.pk]))
        return batch

    def test_it_says_first_what_will_change(self):
        make_customer(self.olga, industry=self.food)
        page = self.client.get(self.url("replace", self.food))
        [fact] = page.context["facts"]
        self.assertEqual((fact.label, fact.html), ("Customer · industry", "1"))

    def test_all_records_change_and_tell_who_did_it(self):
        customer = make_customer(self.olga, industry=self.food)
        seen = customer.version
        batch = self.replace()
        customer.refresh_from_db()
        self.food.refresh_from_db()
        self.assertEqual((customer.industry, self.food.is_active), (self.trade, False))
        self.assertGreater(customer.version, seen)
        change = Change.objects.filter(model="customers.customer").first()
        self.assertEqual((change.verb, change.by), ("dictionaryitem.replace", self.olga))
        self.assertEqual((batch.state, batch.done, batch.total), ("done", 1, 1))

    def test_custom_fields_change_too_and_keep_each_value_once(self):
        field = CustomField(model="customers.customer", kind="choices", label_zh="市场")
        field.dictionary = self.list
        managing.create(field, by=self.olga)
        both = [self.food.pk, self.trade.pk]
        customer = make_customer(self.olga, custom={field.name: both})
        self.replace()
        customer.refresh_from_db()
        self.assertEqual(customer.custom[field.name], [self.trade.pk])

    def test_a_job_that_was_killed_goes_on(self):
        for _number in range(5):
            make_customer(self.olga, industry=self.food)
        with (
            mock.patch.object(replacing, "CHUNK", 2),
            mock.patch.object(replacing, "carry_on", side_effect=lambda batch: None),
        ):
            batch = replacing.replace(self.food, self.trade, by=self.olga)
        with mock.patch.object(replacing, "CHUNK", 2):
            [use] = replacing.all_uses()["industry"]
            replacing.swap_some(batch, use)  # and then the worker dies
            run_job(replacing.replace_in_background, batch_id=batch.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, batch.total), ("done", 5, 5))
        self.assertEqual(Customer.objects.filter(industry=self.trade).count(), 5)

    def test_an_entry_of_another_list_is_no_choice(self):
        level = entry("customer_level", "a")
        page = self.client.post(self.url("replace", self.food), {"to": level.pk})
        self.assertIn("to", page.context["form"].errors)
        self.assertFalse(Batch.objects.exists())
