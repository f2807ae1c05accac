"""Exports with hostile wishes, and what happens between the wish, the worker and the download."""

from io import BytesIO
from pathlib import Path

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Grant
from core import export_work, exporting, firm
from core.export_work import export_in_background
from core.models import Batch
from core.privacy import revealing
from customers.models import Customer
from customers.services import merging
from tests.support.jobs import run_job
from tests.support.lists import csv_rows, sheet_rows, xml_rows
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_field

EXPORT = reverse("customers:customer_export")
ODD = "华\x0b宁\x1f=1\ufffe\uffff厂"


class WishTests(TestCase):
    """What the address and the form may ask for."""

    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.mine = make_customer(cls.ann, "Mine")
        cls.far = make_customer(make_user("bob"), "Far", phone="13800995678")

    def setUp(self):
        self.client.force_login(self.ann)

    def test_columns_of_other_models_twice_and_by_paths_are_left_out(self):
        cols = "name,name,order.total,owner.password,custom,x_none,__class__,number," * 40
        rows = csv_rows(self.client.get(EXPORT, {"format": "csv", "cols": cols}))
        self.assertEqual(rows[0], ["Customer name", "Number"])

    def test_a_forged_condition_stays_within_reach(self):
        for query in (
            f"owner={self.far.owner_id}",
            f"pk={self.far.pk}",
            f"owner__username=bob&id={self.far.pk}",
            "visible_to=all&action=view&scope=all",
            "library=all&quick=everything",
            f"duplicates_of={self.far.pk}",
        ):
            answer = self.client.post(
                EXPORT, {"format": "csv", "query": query, "pk": [self.far.pk]}
            )
            self.assertNotIn("Far", b"".join(answer.streaming_content).decode(), query)

    def test_signs_that_no_sheet_can_hold_break_no_sheet(self):
        Customer.objects.filter(pk=self.mine.pk).update(name=ODD, city=ODD)
        make_field("odd", model="customers.customer", label_zh=ODD, label_en=ODD, in_list=True)
        data = {"cols": "name,city,x_odd", "q": "\x0b\ufffe宁"}
        xlsx = sheet_rows(self.client.get(EXPORT, {**data, "format": "xlsx", "q": ""}))
        self.assertEqual(xlsx[1][:2], ("华宁=1厂",) * 2)
        self.assertEqual(xlsx[0][2], "华宁=1厂")
        [row] = xml_rows(self.client.get(EXPORT, {**data, "format": "xml", "q": ""}))
        self.assertEqual(row["name"], "华宁=1厂")
        self.assertTrue(sheet_rows(self.client.get(EXPORT, {**data, "format": "xlsx"})))
        self.assertEqual(self.client.get(EXPORT, {**data, "format": "xml"}).status_code, 200)

    def test_a_reason_of_ten_thousand_signs_is_refused_in_words(self):
        firm.change({"export_reason_rows": 0}, by=None)
        answer = self.client.post(EXPORT, {"format": "csv", "reason": "因" * 10_000})
        self.assertContains(answer, "at most 200")
        answer = self.client.post(EXPORT, {"format": "xlsx", "reason": "=HYPERLINK(1)\x0b"})
        self.assertTrue(sheet_rows(answer))


class BetweenTests(TestCase):
    """Between the wish and the worker, and between the worker and the download."""

    def setUp(self):
        self.east, self.west = make_department("East"), make_department("West")
        self.ann = make_user("ann", self.east, roles=["sales_supervisor"], language="en")
        self.bob = make_user("bob", self.east)
        self.client.force_login(self.ann)
        firm.change({"export_direct_rows": 1}, by=None)
        self.rows = [make_customer(self.bob, f"C{n}") for n in range(4)]
        self.batch = self.asked()
        self.page = reverse("core:batch_detail", args=[self.batch.pk])
        self.result = reverse("core:batch_result", args=[self.batch.pk])
        self.enterContext(override("en"))

    def asked(self, **data):
        self.client.get(EXPORT, {"format": "csv", **data})
        return Batch.objects.latest("pk")

    def worked(self):
        run_job(export_in_background, batch_id=self.batch.pk)
        self.batch.refresh_from_db()

    def files(self):
        folder = Path(self.batch.result.storage.location) / "batches"
        return {path for path in folder.rglob("export*") if path.is_file()}

    def test_the_right_is_taken_away_before_the_worker_comes(self):
        Grant.objects.filter(model="customers.customer", action="export").delete()
        self.worked()
        self.assertEqual(self.batch.state, "failed")
        self.assertEqual(self.batch.message, "You may not do this any more.")
        self.assertFalse(self.batch.result)

    def test_somebody_who_left_gets_no_file(self):
        self.ann.is_active = False
        self.ann.save()
        self.worked()
        self.assertEqual((self.batch.state, bool(self.batch.result)), ("failed", False))

    def test_a_narrower_reach_closes_the_file_that_was_written_before(self):
        self.worked()
        self.assertEqual(self.client.get(self.result).status_code, 200)
        self.ann.department = self.west
        self.ann.save()
        answer = self.client.get(self.result, follow=True)
        self.assertContains(answer, "What you may see has changed since this sheet was written")
        self.assertNotContains(answer, f'href="{self.result}"')

    def test_a_mask_that_came_since_closes_it_too(self):
        self.worked()
        masks = dict.fromkeys(self.ann.role_codes, ["customers.customer.phone"])
        revealing.decide(masks, by=None)
        answer = self.client.get(self.result, follow=True)
        self.assertContains(answer, "What you may see has changed")

    def test_stopped_in_the_middle_there_is_no_file_and_it_stays_stopped(self):
        writing = exporting.WRITERS["csv"]

        def stopped(*args):
            self.client.post(reverse("core:batch_cancel", args=[self.batch.pk]))
            writing(*args)

        before = self.files()
        with self.settings(), override("en"):
            exporting.WRITERS["csv"] = stopped
            try:
                self.worked()
            finally:
                exporting.WRITERS["csv"] = writing
        self.assertEqual((self.batch.state, bool(self.batch.result)), ("cancelled", False))
        self.assertEqual(self.files(), before)

    def test_the_file_is_gone_from_the_disk(self):
        self.worked()
        Path(self.batch.result.path).unlink()
        answer = self.client.get(self.result, follow=True)
        self.assertContains(answer, "The file is no longer there")

    def test_merged_and_handed_over_meanwhile(self):
        merging.merge(self.rows[0], [self.rows[1]], {}, by=self.ann)
        Customer.objects.filter(pk=self.rows[2].pk).update(owner=make_user("cid", self.west))
        self.worked()
        names = [row[0] for row in csv_rows(self.client.get(self.result))[1:]]
        self.assertEqual(len(names), 2)
        self.assertEqual((self.batch.total, self.batch.ok_count), (2, 2))

    def test_the_same_wish_twice_is_one_job(self):
        self.assertEqual(self.asked(), self.batch)
        self.assertNotEqual(self.asked(sort="name"), self.batch)

    def test_more_rows_than_a_sheet_of_excel_has(self):
        self.batch.state = "done"
        self.batch.save()
        most, exporting.MOST_ROWS = exporting.MOST_ROWS, {"xlsx": 3}
        try:
            answer = self.client.get(EXPORT, {"format": "xlsx"})
        finally:
            exporting.MOST_ROWS = most
        self.assertContains(answer, "Choose CSV")

    def test_it_goes_on_after_a_row_that_came_meanwhile(self):
        make_customer(self.bob, "C5")
        export_work.write_export(self.batch, BytesIO())
        self.worked()
        self.assertEqual((self.batch.state, self.batch.total), ("done", 5))
