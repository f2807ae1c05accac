"""Imports through the pages by people who click twice, in two tabs, too late, or for each other."""

from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import saving
from core.importing import work
from core.models import Batch
from core.views import batches
from core.views.mapping import MappingForm
from customers.models import Customer, Interaction
from customers.services import customers, merging
from sales.models import Order
from tests.support.people import make_user
from tests.support.records import make_customer, make_followup, make_order
from tests.support.sheets import xlsx
from tests.support.undo import UndoCase

HEADS = ["客户名称", "客户编号"]
SHEET = xlsx(HEADS, ["苏州华宁精密", "KH-7"], ["无锡云帆机械", "KH-8"])


class TwoAtOnceTests(UndoCase):
    """The second of two, whatever it saw when it began, finds what the first one did."""

    def page(self, batch, name="detail"):
        return reverse(f"core:batch_{name}", args=[batch.pk])

    def test_import_is_pressed_twice(self):
        batch = self.checked(Customer, SHEET)
        seen = Batch.objects.get(pk=batch.pk)  # what the second click had read by then
        self.applied(batch)
        with mock.patch.object(batches, "get_object_or_404", return_value=seen):
            self.client.post(self.page(batch))
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.ok_count, batch.error_count), ("done", 2, 0))
        self.assertEqual(Customer.objects.count(), 2)

    def test_a_run_that_was_stopped_does_not_begin_again(self):
        batch = self.checked(Customer, SHEET)
        seen = Batch.objects.get(pk=batch.pk)
        self.client.post(self.page(batch, "cancel"))
        with mock.patch.object(batches, "get_object_or_404", return_value=seen):
            self.client.post(self.page(batch))
        batch.refresh_from_db()
        self.assertEqual((batch.state, Customer.objects.count()), ("cancelled", 0))

    def mapped_while(self, batch, between, data):
        """Post the columns; `between` happens after the page has looked at the batch."""
        chosen = MappingForm.chosen

        def late(form):
            between()
            return chosen(form)

        with mock.patch.object(MappingForm, "chosen", late):
            return self.client.post(self.page(batch, "map"), data)

    def test_columns_are_sent_in_one_tab_while_the_other_imports(self):
        batch = self.checked(Customer, SHEET)
        again = {"column0": "name", "column1": ""}
        self.mapped_while(batch, lambda: self.applied(batch), again)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.ok_count), ("done", 2))
        self.assertEqual(batch.options["mapping"], {"0": "name", "1": "number"})
        self.assertEqual(batch.items.count(), 2)
        self.client.post(self.page(batch))
        self.assertEqual(Customer.objects.count(), 2)

    def test_another_row_of_heads_is_named_while_the_other_tab_imports(self):
        batch = self.checked(Customer, SHEET)
        look = work.filled_rows

        def late(*args):
            if Batch.objects.get(pk=batch.pk).state == "checked":
                self.client.post(self.page(batch))
            return look(*args)

        with mock.patch("core.importing.looking.filled_rows", late):
            self.client.post(self.page(batch, "map"), {"look": "", "look-header": "2"})
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.options["header"]), ("done", 1))
        self.assertEqual(batch.items.count(), 2)

    def test_columns_that_are_sent_after_the_run_change_nothing(self):
        batch = self.imported(Customer, SHEET)
        self.client.post(self.page(batch, "map"), {"column0": "name"})
        self.client.post(self.page(batch, "map"), {"look": "", "look-header": "2"})
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.ok_count, batch.items.count()), ("done", 2, 2))

    def test_two_people_check_one_sheet_before_either_imports_it(self):
        mine = self.checked(Customer, SHEET)
        self.client.force_login(self.bob)
        theirs = self.checked(Customer, SHEET)
        self.assertEqual((mine.error_count, theirs.error_count), (0, 0))
        self.applied(theirs)
        self.client.force_login(self.ann)
        mine = self.applied(mine)
        self.assertEqual((mine.state, mine.ok_count), ("done", 0))
        self.assertEqual(Customer.objects.count(), 2)

    def test_the_batch_of_somebody_else(self):
        batch = self.checked(Customer, SHEET)
        carl = Client()
        carl.force_login(make_user("carl", roles=["account_manager"]))
        for name in ("detail", "map", "cancel", "undo", "errors", "rows", "changes"):
            for ask in (carl.get, carl.post):
                self.assertIn(ask(self.page(batch, name)).status_code, (404, 405), name)
        # an administrator looks at it and may stop it, but stores nothing in another's name
        self.client.force_login(self.bob)
        self.client.post(self.page(batch))
        self.client.post(self.page(batch, "map"), {"column0": "name"})
        batch.refresh_from_db()
        self.assertEqual((batch.state, Customer.objects.count()), ("checked", 0))


class LostSheetTests(UndoCase):
    def test_a_sheet_that_is_gone_from_the_disk_is_told(self):
        batch = self.checked(Customer, SHEET)
        Path(batch.source.path).unlink()
        for name, data in (
            ("map", {"column0": "name"}),
            ("map", {"look": "", "look-header": "1"}),
            ("detail", {}),
            ("rows", None),
        ):
            Batch.objects.filter(pk=batch.pk).update(state="checked")
            url = reverse(f"core:batch_{name}", args=[batch.pk])
            ask = self.client.get if data is None else self.client.post
            answer = ask(url, data, follow=True)
            self.assertContains(answer, "The sheet is no longer there", msg_prefix=name)

    def test_a_run_without_its_sheet_ends(self):
        batch = self.checked(Customer, SHEET)
        Path(batch.source.path).unlink()
        self.client.post(reverse("core:batch_detail", args=[batch.pk]))
        batch.refresh_from_db()
        self.assertEqual(batch.state, "failed")


class LateUndoTests(UndoCase):
    """An import is undone long after: what others did to its rows meanwhile stays."""

    def setUp(self):
        super().setUp()
        self.batch = self.imported(Customer, SHEET)
        self.one, self.two = Customer.objects.order_by("number")

    def only_two_goes(self, why):
        undo = self.undone(self.batch)
        self.assertEqual((undo.state, undo.ok_count, undo.error_count), ("done", 1, 1))
        [(row, (_what, said))] = self.reasons(undo).items()
        self.assertEqual(row, ("customers.customer", self.one.pk))
        self.assertIn(why, said)
        self.assertEqual(
            list(Customer.objects.filter(pk__in=[self.one.pk, self.two.pk])), [self.one]
        )

    def test_merged_as_the_winner(self):
        other = make_customer(self.bob, remark="theirs")
        merging.merge(self.one, [other], {"remark": other.pk}, by=self.bob)
        self.only_two_goes("Bob changed this")

    def test_merged_as_the_loser(self):
        winner = make_customer(self.bob)
        merging.merge(winner, [self.one], {}, by=self.bob)
        undo = self.undone(self.batch)
        self.assertEqual(undo.state, "done")
        self.assertEqual(list(Customer.objects.all()), [winner])

    def test_handed_over(self):
        customers.assign(self.one, to=self.bob, by=self.bob)
        self.only_two_goes("Bob changed this")

    def test_released_to_the_pool_and_claimed_again(self):
        customers.release(self.one, reason="no need", by=self.ann)
        self.only_two_goes("Ann changed this")

    def test_with_a_followup_and_an_order(self):
        make_followup(self.one, by=self.bob)
        make_order(self.bob, customer=self.one)
        self.only_two_goes("hang on it")
        self.assertEqual((Interaction.objects.count(), Order.objects.count()), (1, 1))

    def test_deleted_and_restored(self):
        saving.remove(self.one, by=self.bob)
        saving.restore(Customer.everything.get(pk=self.one.pk), by=self.bob)
        self.only_two_goes("Bob changed this")

    def test_on_the_last_day_and_after_it(self):
        Batch.objects.filter(pk=self.batch.pk).update(
            finished_at=timezone.now() - timedelta(days=30) + timedelta(minutes=5)
        )
        self.batch.refresh_from_db()
        self.assertEqual(self.rehearsed(self.batch).state, "checked")
        undo = self.batch.undos.get()
        Batch.objects.filter(pk=self.batch.pk).update(
            finished_at=timezone.now() - timedelta(days=30, seconds=1)
        )
        answer = self.client.post(reverse("core:batch_detail", args=[undo.pk]), follow=True)
        self.assertContains(answer, "30 days")
        self.assertEqual(Customer.objects.count(), 2)

    def test_by_a_colleague(self):
        carl = Client()
        carl.force_login(make_user("carl", roles=["account_manager"]))
        undo = self.rehearsed(self.batch)
        for batch, name in ((self.batch, "undo"), (undo, "detail")):
            url = reverse(f"core:batch_{name}", args=[batch.pk])
            self.assertEqual(carl.post(url).status_code, 404)
        self.assertEqual(Customer.objects.count(), 2)
