"""Long undos, killed anywhere; and the pages on which one looks before undoing."""

from unittest import mock

from django.urls import reverse

from core import firm, saving
from core.models import Change
from core.undoing import work
from customers.models import Contact, Customer
from customers.services import customers
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import make_customer
from tests.support.sheets import xlsx
from tests.support.undo import UndoCase

HEADS = ["客户名称", "客户编号", "联系人"]


class Killed(BaseException):
    """The worker dies: nothing catches this."""


class LongUndoTests(UndoCase):
    """A long undo is a job: killed anywhere, it goes on, and each row goes back once."""

    def setUp(self):
        super().setUp()
        firm.change({"bulk_direct_rows": 2}, by=None)
        patch = mock.patch.object(work, "CHUNK", 3)
        patch.start()
        self.addCleanup(patch.stop)
        rows = [[f"云帆{n}", f"KH-{n}", f"王{n}"] for n in range(8)]
        self.batch = self.imported(Customer, xlsx(HEADS, *rows))
        self.kept = Customer.objects.get(number="KH-5")
        self.kept.city = "C"
        saving.update(self.kept, by=self.bob)

    def run_until_done(self, undo):
        run_job(work.undo_in_background, batch_id=undo.pk)
        undo.refresh_from_db()
        return undo

    def killed_in(self, name, count):
        """Let the worker die in the call of `name` after `count` ones."""
        real, calls = getattr(work, name), []

        def dying(*arguments, **words):
            calls.append(name)
            answer = real(*arguments, **words)
            if len(calls) > count:
                raise Killed
            return answer

        return mock.patch.object(work, name, dying)

    def test_it_goes_on_after_a_kill_at_any_point(self):
        undo = work.prepare(self.batch, by=self.ann)
        work.look_ahead(undo)
        for name, count in (("advance", 0), ("note", 2), ("store", 1)):
            with self.killed_in(name, count), self.assertRaises(Killed):
                run_job(work.undo_in_background, batch_id=undo.pk)
        undo = self.run_until_done(undo)
        self.assertEqual((undo.state, undo.total), ("checked", 16))
        self.assertEqual((undo.ok_count, undo.error_count), (15, 1))
        work.begin(undo, by=self.ann)
        for name, count in (("put_back", 0), ("advance", 1), ("store", 2), ("work_out", 0)):
            with self.killed_in(name, count), self.assertRaises(Killed):
                run_job(work.undo_in_background, batch_id=undo.pk)
        undo = self.run_until_done(undo)
        self.assertEqual((undo.state, undo.done), ("done", 16))
        self.assertEqual((undo.ok_count, undo.error_count), (15, 1))
        self.assertEqual(Customer.objects.get(), self.kept)
        self.assertFalse(Contact.objects.exists())
        changes = undo.changes.filter(model="customers.customer").values_list("object_id")
        self.assertEqual(len(changes), 7)

    def test_a_finished_undo_does_not_run_again(self):
        undo = work.prepare(self.batch, by=self.ann)
        work.look_ahead(undo)
        self.run_until_done(undo)
        work.begin(undo, by=self.ann)
        self.run_until_done(undo)
        count = Change.objects.count()
        self.run_until_done(undo)
        self.assertEqual(Change.objects.count(), count)


class UndoPageTests(UndoCase):
    """The walk: the job, what undoing would do, the undo."""

    def post(self, page, batch):
        return self.client.post(reverse(f"core:batch_{page}", args=[batch.pk]), follow=True)

    def test_the_page_shows_what_stays_before_anything_is_undone(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7"], ["云帆", "KH-8"]))
        kept = Customer.objects.get(number="KH-7")
        kept.phone = "123"
        saving.update(kept, by=self.bob)
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "Can be undone until")
        page = self.post("undo", batch)
        undo = page.context["batch"]
        self.assertContains(page, "Undo 1 row")
        self.assertContains(page, kept.get_absolute_url())
        self.assertContains(page, "Bob changed this at")
        self.assertEqual(Customer.objects.count(), 2)
        page = self.post("detail", undo)
        self.assertContains(page, "1 row is as it was before.")
        self.assertContains(page, "1 row was left as it is.")
        self.assertEqual(Customer.objects.get(), kept)
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "Ann has undone this")
        self.assertContains(self.client.get(reverse("core:batch_list")), "Undone")

    def test_a_second_undo_is_refused_in_words(self):
        make_customer(self.ann)
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        self.undone(batch)
        self.assertContains(self.post("undo", batch), "This has been undone already.")

    def test_before_and_after_of_every_row_are_shown(self):
        customer = make_customer(self.ann, "华宁", city="Suzhou")
        batch = self.bulk(lambda: Customer.objects.update(city="Wuxi"))
        page = self.client.get(reverse("core:batch_changes", args=[batch.pk]))
        self.assertContains(page, customer.get_absolute_url())
        self.assertContains(page, "<del>Suzhou</del>", html=True)
        self.assertContains(page, "<ins>Wuxi</ins>", html=True)

    def test_rows_beyond_reach_are_not_named(self):
        carl = make_user("carl", roles=["account_manager"], language="en")
        given = make_customer(carl, "华宁", city="Suzhou")
        batch = self.bulk(lambda: Customer.objects.update(city="Wuxi"), by=carl)
        customers.assign(given, to=self.bob, by=self.ann)
        self.client.force_login(carl)
        for page in (
            self.client.get(reverse("core:batch_changes", args=[batch.pk])),
            self.post("undo", batch),
            self.post("detail", batch.undos.get()),
        ):
            self.assertEqual(page.status_code, 200)
            self.assertNotContains(page, "华宁")
            self.assertNotContains(page, "Suzhou")
