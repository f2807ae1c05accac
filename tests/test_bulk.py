"""Bulk actions: on ticked rows, on all rows that match, as a job; refused rows, reach, progress."""

import re
from unittest import mock

from django.test import TestCase
from django.urls import reverse

from core import bulk, firm
from core.models import Batch, Change
from customers.models import Customer
from sales.models import OrderState
from tests.support.jobs import run_job
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_customer, make_order

LIST = "/customers/customers/"
CHANGE = reverse("customers:customer_bulk_change")
DELETE = reverse("customers:customer_bulk_delete")
ASSIGN = reverse("customers:customer_bulk_assign")


class BulkCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        east = make_department("East")
        cls.ann = make_user("ann", east, roles=["account_manager"], language="en")
        cls.bob = make_user("bob", east, roles=["sales_supervisor"], language="en")
        cls.carl = make_user("carl", roles=["account_manager"], language="en")
        cls.level = entry("customer_level", "a")
        cls.rows = [make_customer(cls.ann, f"Suzhou {n}", city="Suzhou") for n in range(5)]
        cls.other = make_customer(cls.ann, "Hangzhou", city="Hangzhou")
        cls.far = make_customer(cls.carl, "Far", city="Suzhou")

    def setUp(self):
        self.client.force_login(self.bob)

    def all_of(self, query="city=Suzhou", **data):
        return {"all": "1", "query": query, **data}

    def levelled(self):
        return sorted(Customer.objects.filter(level=self.level).values_list("name", flat=True))

    def limit(self, rows):
        """Let actions on more rows than this run as a job."""
        real = firm.get
        values = {"bulk_direct_rows": rows}
        patch = mock.patch.object(firm, "get", lambda name: values.get(name) or real(name))
        patch.start()
        self.addCleanup(patch.stop)

    def change(self, **data):
        answers = {"field": "level", "level": self.level.pk, "confirmed": "1"}
        return self.client.post(CHANGE, {**answers, **data})


class AllThatMatchTests(BulkCase):
    def test_the_list_offers_all_that_match(self):
        page = self.client.get(f"{LIST}?city=Suzhou")
        self.assertContains(page, "All 5 that match")
        self.assertContains(page, 'name="query" value="city=Suzhou"')

    def test_the_count_is_asked_for_before_anything_happens(self):
        answer = self.client.post(CHANGE, self.all_of(field="level"))
        self.assertContains(answer, "5 records")
        self.assertFalse(Batch.objects.exists())
        answer = self.change(**self.all_of(count="5"))
        self.assertRedirects(answer, f"{LIST}?city=Suzhou")
        self.assertEqual(self.levelled(), [f"Suzhou {n}" for n in range(5)])

    def test_more_rows_than_were_confirmed_are_asked_for_again(self):
        make_customer(self.ann, "Suzhou new", city="Suzhou")
        answer = self.change(**self.all_of(count="5"))
        self.assertContains(answer, "6 records")
        self.assertEqual(self.levelled(), [])

    def test_a_confirmation_that_is_sent_twice_runs_once(self):
        asked = self.client.post(DELETE, self.all_of())
        key = re.search(r'name="form_key" value="([^"]+)"', asked.content.decode())[1]
        sent = self.all_of(count="5", confirmed="1", form_key=key)
        self.client.post(DELETE, sent)
        for row in self.rows[:2]:
            Customer._base_manager.filter(pk=row.pk).update(deleted_at=None)
        again = self.client.post(DELETE, sent)
        self.assertRedirects(again, reverse("core:batch_detail", args=[Batch.objects.get().pk]))
        self.assertEqual(Customer.objects.filter(city="Suzhou", owner=self.ann).count(), 2)

    def test_above_the_cap_the_count_is_exact(self):
        with self.settings(LIST_CAP=3):
            self.assertContains(self.client.get(f"{LIST}?city=Suzhou"), "All 3+ that match")
            self.assertContains(self.client.post(DELETE, self.all_of()), "5 records")

    def test_all_ends_where_the_reach_ends(self):
        self.change(**self.all_of(count="9"))
        self.far.refresh_from_db()
        self.assertIsNone(self.far.level)

    def test_all_of_a_quick_filter(self):
        self.client.force_login(self.carl)
        self.change(**self.all_of("quick=mine", count="1"))
        self.assertEqual(self.levelled(), ["Far"])


class ChangeTests(BulkCase):
    def test_a_field_is_chosen_then_its_value(self):
        keys = [row.pk for row in self.rows[:2]]
        fields = self.client.post(CHANGE, {"pk": keys})
        self.assertContains(fields, 'name="field" value="level"')
        value = self.client.post(CHANGE, {"pk": keys, "field": "level"})
        self.assertContains(value, 'name="level"')
        self.change(pk=keys)
        self.assertEqual(self.levelled(), ["Suzhou 0", "Suzhou 1"])

    def test_only_declared_fields_can_be_changed(self):
        for field in ("owner", "traded", "name"):
            answer = self.change(pk=[self.far.pk, self.other.pk], field=field, **{field: "1"})
            self.assertEqual(answer.status_code, 200, field)
        self.other.refresh_from_db()
        self.assertEqual(self.other.name, "Hangzhou")
        self.assertFalse(Batch.objects.exists())

    def test_a_value_that_does_not_hold_is_told_beside_the_field(self):
        answer = self.change(pk=[self.other.pk], level="99999")
        self.assertIn("level", answer.context["form"].errors)

    def test_a_ticked_row_beyond_reach_is_counted_and_left_alone(self):
        answer = self.client.post(
            CHANGE,
            {
                "pk": [self.other.pk, self.far.pk],
                "field": "level",
                "level": self.level.pk,
                "confirmed": "1",
            },
            follow=True,
        )
        self.assertContains(answer, "1 row was refused")
        self.assertNotContains(answer, "Far")
        self.assertEqual(self.levelled(), ["Hangzhou"])

    def test_the_history_knows_the_batch(self):
        self.change(pk=[self.other.pk])
        change = Change.objects.filter(model="customers.customer").first()
        self.assertEqual(change.batch, Batch.objects.get())
        self.assertEqual((change.by, change.verb), (self.bob, "edit"))

    def test_versions_grow_so_that_an_open_form_is_told(self):
        version = self.other.version
        self.change(pk=[self.other.pk])
        self.other.refresh_from_db()
        self.assertEqual(self.other.version, version + 1)


class DeleteTests(BulkCase):
    def test_rows_go_to_the_recycle_bin_after_a_question(self):
        keys = [row.pk for row in self.rows[:2]]
        self.assertContains(self.client.post(DELETE, {"pk": keys}), "2 records")
        self.assertEqual(Customer.objects.count(), 7)
        self.client.post(DELETE, {"pk": keys, "confirmed": "1"})
        self.assertEqual(Customer.objects.count(), 5)

    def test_who_may_not_delete_is_not_offered_it(self):
        self.client.force_login(self.ann)
        self.assertEqual(self.client.post(DELETE, {"pk": self.other.pk}).status_code, 403)
        self.assertNotContains(self.client.get(LIST), DELETE)


class RefusalTests(BulkCase):
    """Drafts are confirmed once: an order that is confirmed already refuses."""

    def test_refused_rows_are_named_and_the_others_done(self):
        line = (1, 10)
        drafts = [make_order(self.ann, customer=self.other, lines=[line]) for _ in range(2)]
        done = make_order(self.ann, customer=self.other, lines=[line], state=OrderState.CONFIRMED)
        keys = [order.pk for order in (*drafts, done)]
        url = reverse("sales:order_bulk_confirm")
        answer = self.client.post(url, {"pk": keys}, follow=True)
        self.assertContains(answer, "Done for 2 records")
        self.assertContains(answer, str(done))
        batch = Batch.objects.get()
        self.assertEqual((batch.ok_count, batch.error_count, batch.state), (2, 1, "done"))
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, str(done))


class Killed(BaseException):
    """The worker dies: nothing catches this."""


class JobTests(BulkCase):
    def setUp(self):
        super().setUp()
        self.limit(3)
        patch = mock.patch.object(bulk, "CHUNK", 2)
        patch.start()
        self.addCleanup(patch.stop)

    def begun(self):
        self.change(**self.all_of(count="5"))
        return Batch.objects.get()

    def work(self, batch):
        run_job(bulk.bulk_in_background, batch_id=batch.pk)
        batch.refresh_from_db()
        return batch

    def test_many_rows_are_a_job_with_progress(self):
        batch = self.begun()
        self.assertEqual((batch.state, batch.done, batch.total), ("running", 0, 5))
        self.assertEqual(self.levelled(), [])
        batch = self.work(batch)
        self.assertEqual((batch.state, batch.done, batch.ok_count), ("done", 5, 5))
        self.assertEqual(len(self.levelled()), 5)

    def test_a_killed_worker_goes_on_after_the_last_chunk_and_meets_no_row_twice(self):
        batch, real, calls = self.begun(), bulk.advance, []

        def advance(*numbers):
            real(*numbers)
            calls.append(numbers)
            if len(calls) == 2:
                raise Killed

        with mock.patch.object(bulk, "advance", advance), self.assertRaises(Killed):
            bulk.carry_on(batch)
        batch = self.work(Batch.objects.get())
        self.assertEqual((batch.state, batch.done, batch.ok_count), ("done", 5, 5))
        versions = Customer.objects.filter(level=self.level).values_list("version", flat=True)
        self.assertEqual(set(versions), {2})

    def test_a_cancelled_job_stops(self):
        batch = self.begun()
        self.client.post(reverse("core:batch_cancel", args=[batch.pk]))
        self.assertEqual(self.work(batch).state, "cancelled")
        self.assertEqual(self.levelled(), [])

    def test_the_reach_of_the_moment_counts(self):
        batch = self.begun()
        Customer.objects.filter(pk=self.rows[0].pk).update(owner=self.carl)
        batch = self.work(batch)
        self.assertEqual((batch.ok_count, batch.error_count), (4, 1))
        self.assertNotIn("Suzhou 0", str(batch.items.exclude(errors=[]).get().errors))

    def test_who_lost_the_right_meanwhile_changes_nothing(self):
        batch = self.begun()
        self.bob.groups.clear()
        batch = self.work(batch)
        self.assertEqual((batch.state, batch.done), ("failed", 0))
        self.assertEqual(self.levelled(), [])

    def test_rows_that_match_later_are_not_taken_along(self):
        batch = self.begun()
        make_customer(self.ann, "Suzhou late", city="Suzhou")
        self.work(batch)
        self.assertNotIn("Suzhou late", self.levelled())

    def test_assigning_many_goes_to_the_person_that_was_chosen(self):
        keys = [row.pk for row in self.rows]
        self.client.post(
            ASSIGN, {"pk": keys, "confirmed": "1", "to": self.ann.pk, "to_text": "Ann"}
        )
        batch = self.work(Batch.objects.get())
        self.assertEqual(batch.ok_count + batch.error_count, 5)
