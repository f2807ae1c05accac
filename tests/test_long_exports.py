"""Exports that a worker writes: their progress, their file, and whose they are."""

from io import BytesIO
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import export_work, firm
from core.export_work import export_in_background
from core.models import Batch
from customers.models import Customer
from tests.support.jobs import run_job
from tests.support.lists import csv_rows
from tests.support.people import make_user
from tests.support.records import make_customer


class LongExportTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        firm.change({"export_direct_rows": 2}, by=None)
        for n in range(4):
            make_customer(self.ann, f"云帆{n}")
        answer = self.client.get(reverse("customers:customer_export"), {"format": "csv"})
        self.batch = Batch.objects.get()
        self.assertRedirects(answer, reverse("core:batch_detail", args=[self.batch.pk]))
        self.result = reverse("core:batch_result", args=[self.batch.pk])

    def test_there_is_no_file_before_it_is_whole(self):
        self.assertEqual(self.client.get(self.result).status_code, 404)

    def test_the_file_holds_all_rows_and_is_the_persons_own(self):
        run_job(export_in_background, batch_id=self.batch.pk)
        rows = csv_rows(self.client.get(self.result))
        self.assertEqual(sorted(row[0] for row in rows[1:]), [f"云帆{n}" for n in range(4)])
        self.client.force_login(make_user("bob", roles=["administrator"]))
        self.assertEqual(self.client.get(self.result).status_code, 404)

    def test_progress_shows_after_few_rows_whatever_their_number(self):
        """Nothing before the first progress reads more than keys and the first few rows."""
        told, read = [], []

        def progress(count):
            told.append(count)
            read.append(sum(" IN (" in query["sql"] for query in found))

        with (
            mock.patch.multiple(export_work, FIRST=1, CHUNK=2),
            CaptureQueriesContext(connection) as found,
        ):
            export_work.write_export(self.batch, BytesIO(), progress)
        rows = [q["sql"] for q in found if 'FROM "customers_customer"' in q["sql"]]
        self.assertEqual((told, read), ([1, 3, 4], [1, 2, 3]))
        self.assertEqual([("remark" in sql, " IN (" in sql) for sql in rows][0], (False, False))
        self.assertTrue(all(" IN (" in sql for sql in rows[1:]))

    def test_a_row_that_is_lost_on_the_way_is_left_out(self):
        stream, rows = BytesIO(), Customer.objects.all()
        with mock.patch.multiple(export_work, FIRST=1, CHUNK=2):
            export_work.write_export(
                self.batch, stream, lambda count: rows.update(deleted_at=timezone.now())
            )
        self.assertEqual(len(stream.getvalue().decode().strip().splitlines()), 2)

    def test_the_work_is_done_within_the_reach_of_its_maker(self):
        role = self.ann.groups.get().role
        role.grants.filter(model="customers.customer", action="export").update(scope="own")
        make_customer(make_user("bob"), "theirs")
        run_job(export_in_background, batch_id=self.batch.pk)
        rows = csv_rows(self.client.get(self.result))
        self.assertNotIn("theirs", [row[0] for row in rows])
