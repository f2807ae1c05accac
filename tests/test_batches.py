"""Long imports: killed and resumed, cancelled, given up, and whose they are."""

from types import SimpleNamespace
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from core.importing import work
from core.jobs import take_up_batches
from core.models import Batch
from customers.models import Customer
from tests.support.jobs import run_job
from tests.support.lists import sheet_rows
from tests.support.people import make_user
from tests.support.records import make_customer
from tests.support.sheets import ImportSteps, comma, xlsx

ROWS = [["客户名称", "客户编号"], *([f"云帆{n}", f"KH-{n}"] for n in range(8))]


class Killed(BaseException):
    """The worker dies: nothing catches this."""


class BatchCase(ImportSteps, TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        patch = mock.patch.object(work, "CHUNK", 3)
        patch.start()
        self.addCleanup(patch.stop)

    def after_chunks(self, count, act):
        """Let `act` run in the chunk after `count` ones, before it is committed."""
        real, calls = work.advance, []

        def advance(batch, *numbers):
            real(batch, *numbers)
            calls.append(batch)
            if len(calls) == count + 1:
                act(batch)

        return mock.patch.object(work, "advance", advance)

    def names(self):
        return sorted(Customer.objects.values_list("name", flat=True))


class ResumeTests(BatchCase):
    def die(self, batch):
        raise Killed

    def test_each_row_is_stored_exactly_once_after_a_kill(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        with self.after_chunks(1, self.die), self.assertRaises(Killed):
            self.applied(batch)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, batch.ok_count), ("running", 3, 3))
        self.assertEqual(len(self.names()), 3)
        batch = self.worked(batch)
        self.assertEqual((batch.state, batch.done, batch.ok_count), ("done", 8, 8))
        self.assertEqual(self.names(), sorted(name for name, _number in ROWS[1:]))
        self.assertEqual(sorted(batch.items.values_list("line", flat=True)), list(range(2, 10)))

    def test_a_check_goes_on_where_it_was_killed(self):
        rows = [*ROWS, ["", "KH-99"]]
        with self.after_chunks(1, self.die), self.assertRaises(Killed):
            self.checked(Customer, xlsx(*rows))
        batch = self.worked(Batch.objects.get())
        self.assertEqual((batch.state, batch.ok_count, batch.error_count), ("checked", 8, 1))

    def test_a_finished_batch_is_not_stored_again(self):
        batch = self.imported(Customer, xlsx(*ROWS))
        self.applied(batch)
        run_job(work.import_in_background, batch_id=batch.pk)
        self.assertEqual(Customer.objects.count(), 8)

    def test_a_row_that_somebody_took_meanwhile_is_refused_alone(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        make_customer(self.ann, "first", number="KH-4")
        batch = self.applied(batch)
        self.assertEqual((batch.state, batch.ok_count, batch.error_count), ("done", 7, 1))
        [(line, column, _why)] = self.findings(batch)
        self.assertEqual((line, column), (6, "Number"))


class CancelTests(BatchCase):
    def cancel(self, batch):
        self.client.post(reverse("core:batch_cancel", args=[batch.pk]))

    def test_what_is_stored_stays_and_the_rest_is_left_out(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        with self.after_chunks(1, self.cancel):
            batch = self.applied(batch)
        self.assertEqual(batch.state, "cancelled")
        self.assertEqual(Customer.objects.count(), 6)
        self.assertEqual(batch.done, 6)
        self.assertEqual(self.worked(batch).state, "cancelled")

    def test_a_cancelled_check_cannot_be_stored(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        self.cancel(batch)
        self.assertEqual(self.applied(batch).state, "cancelled")
        self.assertFalse(Customer.objects.exists())


class FileTests(BatchCase):
    def errors(self, batch):
        return self.client.get(reverse("core:batch_errors", args=[batch.pk]))

    def test_the_faulty_rows_come_back_with_their_reasons(self):
        batch = self.checked(
            Customer, comma(["客户名称", "级别", "年龄"], ["ok", "A", 7], ["", "Z", 8])
        )
        batch = self.applied(batch)
        answer = self.errors(batch)
        answer.streaming_content = [answer.content]
        head, row = sheet_rows(answer)
        self.assertEqual(head, ("客户名称", "级别", "年龄", "Reason"))
        self.assertEqual(row[1:3], ("Z", "8"))
        self.assertIn("Customer name: This is required.", row[3])
        self.assertIn("Level: Not in the list", row[3])

    def test_mended_rows_can_be_sent_again(self):
        batch = self.applied(
            self.checked(Customer, comma(["name", "级别"], ["a", "A"], ["b", "Z"]))
        )
        mended = self.errors(batch).content
        self.assertEqual(batch.error_count, 1)
        again = self.checked(Customer, mended)
        self.assertEqual((again.total, again.error_count), (1, 1))

    def test_a_batch_of_somebody_else_does_not_exist(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        self.client.force_login(make_user("bob", roles=["sales_supervisor"]))
        for page in ("detail", "map", "errors", "rows", "result", "changes"):
            url = reverse(f"core:batch_{page}", args=[batch.pk])
            self.assertEqual(self.client.get(url).status_code, 404, page)
        for page in ("detail", "map", "cancel", "undo"):
            url = reverse(f"core:batch_{page}", args=[batch.pk])
            self.assertEqual(self.client.post(url).status_code, 404, page)
        batch.refresh_from_db()
        self.assertEqual(batch.state, "checked")
        self.assertNotContains(self.client.get(reverse("core:batch_list")), batch.filename)

    def test_an_administrator_sees_and_stops_the_jobs_of_all_but_not_their_files(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        self.client.force_login(make_user("bob", roles=["administrator"], language="en"))
        self.assertContains(self.client.get(reverse("core:batch_list")), batch.filename)
        url = reverse("core:batch_detail", args=[batch.pk])
        self.assertEqual(self.client.get(url).status_code, 200)
        self.assertEqual(self.client.post(url).status_code, 404)  # storing is its maker's
        for page in ("map", "errors", "rows", "result"):
            url = reverse(f"core:batch_{page}", args=[batch.pk])
            self.assertEqual(self.client.get(url).status_code, 404, page)
        self.client.post(reverse("core:batch_cancel", args=[batch.pk]))
        batch.refresh_from_db()
        self.assertEqual(batch.state, "cancelled")

    def test_all_rows_come_back_with_what_became_of_them(self):
        make_customer(self.ann, number="KH-9")
        batch = self.checked(Customer, comma(["name", "number"], ["a", "KH-8"], ["b", "KH-9"]))
        self.applied(batch)
        answer = self.client.get(reverse("core:batch_rows", args=[batch.pk]))
        answer.streaming_content = [answer.content]
        head, added, refused = sheet_rows(answer)
        self.assertEqual(head[2:], ("Outcome", "Number", "Link", "Reason", "Resembles"))
        self.assertEqual(added[:4], ("a", "KH-8", "Added", "KH-8"))
        self.assertEqual(self.client.get(added[4]).context["object"].name, "a")
        self.assertEqual((refused[2], refused[4]), ("Refused", None))
        self.assertIn("already a record", refused[5])

    def test_a_right_that_was_taken_away_ends_the_batch(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        role = self.ann.groups.get().role
        role.grants.filter(model="customers.customer", action="add").delete()
        answer = self.client.post(reverse("core:batch_detail", args=[batch.pk]))
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(Customer.objects.exists())

    def test_progress_and_findings_are_shown(self):
        batch = self.checked(Customer, xlsx(*ROWS, ["", "KH-9"]))
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "This is required.")
        [finding] = page.context["errors"]
        self.assertEqual((finding["line"], str(finding["column"])), (10, "Customer name"))


class GivenUpTests(BatchCase):
    """Work that broke off for good says so."""

    def run_as_worker(self, batch, attempts):
        context = SimpleNamespace(
            job=Job(
                id=7,
                queue="default",
                lock=None,
                queueing_lock=None,
                task_name="import",
                task_kwargs={},
                attempts=attempts,
            )
        )
        with mock.patch("core.jobs.close_old_connections"):
            work.import_in_background.func(context, batch_id=batch.pk)

    def running(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        Batch.objects.filter(pk=batch.pk).update(state="running", done=0)
        return batch

    def test_after_the_last_run_the_batch_is_closed_with_a_sentence(self):
        batch = self.running()
        with mock.patch.object(work, "store_batch", side_effect=ZeroDivisionError):
            with self.assertRaises(ZeroDivisionError):
                self.run_as_worker(batch, attempts=2)
            batch.refresh_from_db()
            self.assertEqual(batch.state, "running")  # there is another try
            with self.assertRaises(ZeroDivisionError):
                self.run_as_worker(batch, attempts=3)
        batch.refresh_from_db()
        self.assertEqual(batch.state, "failed")
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "A fault on our side ended this")
        self.assertContains(page, "job-7")

    def test_a_batch_that_lost_its_job_is_taken_up_and_each_row_stored_once(self):
        batch = self.checked(Customer, xlsx(*ROWS))
        with self.after_chunks(1, mock.Mock(side_effect=Killed)), self.assertRaises(Killed):
            self.applied(batch)  # in the request: no job knows of it
        run_job(take_up_batches, timestamp=0)
        self.assertFalse(ProcrastinateJob.objects.filter(task_name="import").exists())
        Batch.objects.update(created_at=timezone.now() - timezone.timedelta(minutes=5))
        run_job(take_up_batches, timestamp=0)
        run_job(take_up_batches, timestamp=0)
        [job] = ProcrastinateJob.objects.filter(task_name="import", status="todo")
        run_job(work.import_in_background, **job.args)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.ok_count), ("done", 8))
        self.assertEqual(Customer.objects.count(), 8)

    def test_a_batch_whose_job_was_given_up_is_closed(self):
        batch = self.running()
        work.import_in_background.defer(batch_id=batch.pk)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        Batch.objects.update(created_at=timezone.now() - timezone.timedelta(minutes=5))
        run_job(take_up_batches, timestamp=0)
        batch.refresh_from_db()
        self.assertEqual(batch.state, "failed")
