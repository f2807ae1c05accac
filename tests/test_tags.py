"""Tags: in forms, on the head, in lists, filters, sheets, bulk actions and the history; merging."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core import firm
from core.importing.importer import importers
from core.models import Batch
from core.routes import url_for
from core.tagging import keeping
from core.undoing import work as undoing
from customers.models import Customer, CustomerTag, Tag
from tests.custom.base import form_of
from tests.support.people import make_user
from tests.support.records import make_contact, make_customer, make_opportunity, make_tag
from tests.support.sheets import ImportSteps, xlsx

LIST = reverse("customers:customer_list")
TAGS = reverse("customers:tag_list")


def tags_of(record):
    return [str(row.tag) for row in record.taggings.order_by("tag__position")]


class TagCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.olga = make_user("olga", roles=["administrator"], language="en")
        cls.suzhou, cls.wuxi = make_customer(cls.ann, "Suzhou"), make_customer(cls.ann, "Wuxi")
        cls.key, cls.fair = make_tag("Key account", cls.suzhou), make_tag("Fair")

    def setUp(self):
        self.client.force_login(self.ann)

    def edit(self, record, **values):
        url = url_for(record, "edit")
        return self.client.post(url, {**form_of(self.client, url), **values})

    def listed(self, query):
        page = self.client.get(LIST + query, headers={"HX-Request": "true"})
        return sorted(row.label for row in page.context["table"].rows)

    def tick(self, action, *records, **data):
        url = reverse(f"customers:customer_{action}")
        return self.client.post(url, {"pk": [r.pk for r in records], "confirmed": "1", **data})


class RecordTests(TagCase):
    def test_the_form_puts_tags_on_and_takes_them_off(self):
        self.edit(self.suzhou, tags=[self.fair.pk])
        self.assertEqual(tags_of(self.suzhou), ["Fair"])
        page = self.client.get(url_for(self.suzhou, "detail"))
        self.assertContains(page, f'<a class="zk-tag" href="{LIST}?tags={self.fair.pk}">Fair</a>')

    def test_the_three_kinds_of_record_carry_tags(self):
        for record in (make_contact(self.wuxi), make_opportunity(self.ann)):
            self.edit(record, tags=[self.key.pk, self.fair.pk])
            self.assertEqual(tags_of(record), ["Key account", "Fair"])

    def test_an_inactive_tag_stays_where_it_is_and_is_offered_nowhere_else(self):
        Tag.objects.filter(pk=self.key.pk).update(is_active=False)
        self.edit(self.suzhou, city="Suzhou")
        self.assertEqual(tags_of(self.suzhou), ["Key account"])
        self.edit(self.wuxi, tags=[self.key.pk])
        self.assertEqual(tags_of(self.wuxi), [])

    def test_the_history_tells_tags_in_words_also_those_that_are_gone(self):
        self.edit(self.suzhou, tags=[self.fair.pk])
        page = self.client.get(url_for(self.suzhou, "detail") + "?tab=history").content.decode()
        for words in ("removed the tag “Key account”", "added the tag “Fair”"):
            self.assertIn(f">Ann</a> {words}", page)

    def test_who_may_not_see_tags_meets_none_and_loses_none(self):
        grants = {"customers.customer": {"view": "all", "change": "all"}}
        self.client.force_login(make_user("bob", grants=grants, language="en"))
        self.assertNotContains(self.client.get(url_for(self.suzhou, "detail")), "Key account")
        self.edit(self.suzhou, city="Suzhou", tags=[self.fair.pk])
        self.assertEqual(tags_of(self.suzhou), ["Key account"])


class ListTests(TagCase):
    def test_one_statement_reads_the_names_for_all_rows(self):
        url = f"{LIST}?cols=name,tags"
        self.client.get(url)  # the process knows rights and dictionaries from now on
        counts = []
        for number in range(2):
            with CaptureQueriesContext(
                connection,
            ) as found:
                self.assertContains(self.client.get(url), '<span class="zk-tag">Key account</span>')
            counts.append(len(found))
            for place in range(5):
                make_tag(f"T{number}{place}", make_customer(self.ann))
        self.assertEqual(counts[0], counts[1])

    def test_the_filter_means_any_tag_or_all_of_them(self):
        make_tag("VIP", self.suzhou, self.wuxi)
        vip = Tag.objects.get(name="VIP").pk
        both = f"?tags={self.key.pk}&tags={vip}"
        self.assertEqual(self.listed(f"?tags={self.key.pk}"), ["Suzhou"])
        self.assertEqual(self.listed(both), ["Suzhou", "Wuxi"])
        self.assertEqual(self.listed(f"{both}&tags_how=all"), ["Suzhou"])

    def test_bulk_actions_put_a_tag_on_and_take_it_off(self):
        self.tick("bulk_tag", self.suzhou, self.wuxi, tag=self.fair.pk)
        self.assertEqual(
            [tags_of(self.suzhou), tags_of(self.wuxi)], [["Key account", "Fair"], ["Fair"]]
        )
        self.tick("bulk_untag", self.suzhou, tag=self.fair.pk)
        self.assertEqual(tags_of(self.suzhou), ["Key account"])

    def test_a_bulk_tag_is_undone_for_those_that_did_not_have_it(self):
        self.tick("bulk_tag", self.suzhou, self.wuxi, tag=self.key.pk)
        undo = undoing.prepare(Batch.objects.get(), by=self.ann)
        undoing.look_ahead(undo)
        undoing.begin(undo, by=self.ann)
        self.assertEqual([tags_of(self.suzhou), tags_of(self.wuxi)], [["Key account"], []])


class SheetTests(ImportSteps, TagCase):
    """Tags come in and go out with sheets: several in one cell."""

    HEADS = ["客户名称", "客户编号", "标签"]

    def setUp(self):
        self.client.force_login(self.olga)
        self.enterContext(override("en"))

    def test_a_sheet_brings_tags_and_refuses_unknown_ones(self):
        importers["customers.customer"].guess(self.HEADS)  # somebody who sees no tags was first
        rows = [["Nanjing", "KH-1", "key account、Fair"], ["Hefei", "KH-2", "Nobody's"]]
        self.imported(Customer, xlsx(self.HEADS, rows[0]))
        self.assertEqual(tags_of(Customer.objects.get(name="Nanjing")), ["Key account", "Fair"])
        [(line, column, reason)] = self.findings(self.checked(Customer, xlsx(self.HEADS, rows[1])))
        self.assertEqual((line, column), (2, "Tags"))
        self.assertIn("no active tag “Nobody's”", reason)

    def test_new_names_become_tags_once_when_allowed(self):
        rows = [["Nanjing", "KH-1", "VIP, Fair"], ["Hefei", "KH-2", "vip"]]
        self.imported(Customer, xlsx(self.HEADS, *rows), make="tags")
        self.assertEqual(Tag.objects.filter(name__iexact="vip").count(), 1)
        self.assertEqual(tags_of(Customer.objects.get(name="Hefei")), ["VIP"])

    def test_an_update_changes_the_tags_alone(self):
        number = self.suzhou.number
        rows = [["Suzhou", number, "Fair"], ["Wuxi", self.wuxi.number, ""]]
        sheet = xlsx(self.HEADS, *rows)
        batch = self.imported(Customer, sheet, mode="update", key="number")
        self.assertEqual(batch.options["counts"], {"changed": 1, "same": 1})
        self.assertEqual(tags_of(self.suzhou), ["Fair"])
        batch = self.imported(Customer, sheet, mode="update", key="number")
        self.assertEqual(batch.options["counts"], {"same": 2})

    def test_the_export_writes_them_in_one_cell(self):
        keeping.add(self.suzhou, self.fair, by=None)
        answer = self.client.get(
            reverse("customers:customer_export") + "?format=csv&cols=name,tags"
        )
        self.assertIn("Suzhou,Key account、Fair", b"".join(answer).decode("utf-8-sig"))


class ManagingTests(TagCase):
    def setUp(self):
        self.client.force_login(self.olga)

    def test_the_page_counts_uses_and_offers_to_delete_what_nobody_uses(self):
        page = self.client.get(TAGS)
        self.assertEqual(
            {t.name: t.used for t in page.context["tags"]}, {"Key account": "1", "Fair": "0"}
        )
        self.assertContains(page, reverse("customers:tag_delete", args=[self.fair.pk]))
        self.assertNotContains(page, reverse("customers:tag_delete", args=[self.key.pk]))

    def test_a_tag_in_use_is_not_deleted_not_even_for_the_recycle_bin(self):
        Customer.objects.filter(pk=self.suzhou.pk).update(deleted_at=self.suzhou.created_at)
        self.client.post(reverse("customers:tag_delete", args=[self.key.pk]))
        self.assertTrue(Tag.objects.filter(pk=self.key.pk).exists())
        self.client.post(reverse("customers:tag_delete", args=[self.fair.pk]))
        self.assertFalse(Tag.objects.filter(pk=self.fair.pk).exists())

    def test_a_name_stands_once_whatever_its_case(self):
        page = self.client.post(reverse("customers:tag_add"), {"name": "FAIR"})
        self.assertContains(page, "There is a tag of this name already.")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Tag.objects.create(name="fair")

    def test_order_by_button_shows_on_the_record(self):
        self.client.post(reverse("customers:tag_arrange"), {"up": self.fair.pk})
        self.assertEqual([str(tag) for tag in Tag.objects.all()], ["Fair", "Key account"])

    def test_merging_moves_all_records_and_can_be_undone(self):
        make_tag("Other", self.wuxi)
        CustomerTag.objects.create(record=self.wuxi, tag=self.key)
        CustomerTag.objects.create(record=self.wuxi, tag=self.fair)
        self.client.post(reverse("customers:tag_merge", args=[self.key.pk]), {"to": self.fair.pk})
        self.assertFalse(Tag.objects.filter(pk=self.key.pk).exists())
        self.assertEqual(tags_of(self.suzhou), ["Fair"])
        self.assertEqual(tags_of(self.wuxi), ["Fair", "Other"])
        undo = undoing.prepare(Batch.objects.get(), by=self.olga)
        undoing.look_ahead(undo)
        undoing.begin(undo, by=self.olga)
        self.assertEqual(tags_of(self.suzhou), ["Key account"])
        self.assertEqual(tags_of(self.wuxi), ["Key account", "Fair", "Other"])


class SilenceTests(TagCase):
    def test_the_firm_decides_after_how_many_days_a_customer_is_silent(self):
        Customer.objects.update(last_contact_at=timezone.now() - timedelta(days=20))
        self.assertEqual(self.listed("?quick=silent"), [])
        firm.change({"silent_days": 14}, by=self.olga)
        self.assertEqual(self.listed("?quick=silent"), ["Suzhou", "Wuxi"])
        self.assertContains(self.client.get(LIST), "No contact for 14 days")
