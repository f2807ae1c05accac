"""Exports: exactly what is seen, chosen columns, ticked rows, a reason for many rows."""

from django.test import TestCase
from django.urls import reverse

from core import firm
from core.models import Batch, ListChoice
from tests.support.lists import csv_rows, sheet_rows, xml_rows
from tests.support.people import make_user
from tests.support.records import make_customer

EXPORT = reverse("customers:customer_export")


class ExportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.rows = [make_customer(cls.ann, f"C{n}", city=c) for n, c in enumerate("zyx")]
        cls.far = make_customer(make_user("bob"), "Far")

    def setUp(self):
        self.client.force_login(self.ann)

    def test_a_sheet_has_the_columns_of_the_list_in_their_order(self):
        answer = self.client.get(EXPORT, {"format": "csv", "cols": "city,phone", "sort": "city"})
        rows = csv_rows(answer)
        self.assertEqual(rows[0], ["Customer name", "City abroad", "Phone"])
        self.assertEqual([row[0] for row in rows[1:]], ["C2", "C1", "C0"])

    def test_the_persons_own_columns_count_as_on_the_screen(self):
        ListChoice.objects.create(user=self.ann, page="customers:customer_list", columns=["city"])
        rows = csv_rows(self.client.get(EXPORT, {"format": "csv"}))
        self.assertEqual(rows[0], ["Customer name", "City abroad"])

    def test_columns_and_their_order_are_chosen_for_one_sheet(self):
        self.assertContains(self.client.get(EXPORT), "Write the sheet")
        data = {"format": "xml", "cols": ["name", "phone", "city"], "query": "sort=city"}
        answer = self.client.post(EXPORT, {**data, "place-phone": "2", "place-city": "1"})
        rows = xml_rows(answer)
        self.assertEqual(list(rows[0]), ["name", "city", "phone"])
        self.assertFalse(ListChoice.objects.exists())

    def test_ticked_rows_alone(self):
        keys = [self.rows[0].pk, self.far.pk]
        asked = self.client.post(EXPORT, {"pk": keys})
        self.assertContains(asked, "Export 1 row")
        rows = csv_rows(self.client.post(EXPORT, {"pk": keys, "format": "csv", "cols": ["name"]}))
        self.assertEqual([row[0] for row in rows[1:]], ["C0"])

    def test_names_that_no_column_has_are_left_out(self):
        rows = csv_rows(self.client.get(EXPORT, {"format": "csv", "cols": "owner.password,city"}))
        self.assertEqual(rows[0], ["Customer name", "City abroad"])

    def test_many_rows_need_a_reason_that_is_kept_and_written(self):
        firm.change({"export_reason_rows": 2}, by=None)
        for answer in (
            self.client.get(EXPORT, {"format": "xlsx"}),
            self.client.post(EXPORT, {"format": "xlsx", "reason": " "}),
        ):
            self.assertContains(answer, "Say what so many rows are needed for")
        self.assertFalse(Batch.objects.exists())
        answer = self.client.post(EXPORT, {"format": "xlsx", "reason": "Fair in May"})
        self.assertEqual(len(sheet_rows(answer)), 4)
        batch = Batch.objects.get()
        self.assertEqual(batch.options["reason"], "Fair in May")
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "Fair in May")
