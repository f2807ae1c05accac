"""Two handovers of one leaver at the same moment; and an undo by somebody else than the maker."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.urls import reverse
from django.utils.translation import override

from accounts.services import handover
from accounts.services.handover import Wish
from core.models import Batch
from customers.models import Customer
from sales.models import Order
from tests.accounts.test_handover import Firm
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_order

ROWS = 12


class RaceTests(Firm, TransactionTestCase):
    """Dora plans for Bob, Olga for Carl; both begin at once, chunk by chunk."""

    def setUp(self):
        call_command("setup")  # real transactions leave empty tables behind
        self.found()
        self.enterContext(override("en"))
        self.enterContext(mock.patch.object(handover, "CHUNK", 5))
        self.olga = make_user("olga", make_department("Board"), ["administrator"])
        for _n in range(ROWS):
            make_order(self.ann, customer=make_customer(self.ann))

    def test_each_record_goes_to_one_and_the_other_plan_says_why_not(self):
        plans = [
            handover.plan(self.ann, Wish([to], "Ann leaves"), by=by)
            for to, by in ((self.bob, self.dora), (self.carl, self.olga))
        ]
        start = Barrier(2)

        def run(batch):
            start.wait(10)
            try:
                with override("en"):
                    return handover.begin(Batch.objects.get(pk=batch.pk), by=batch.by)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            self.assertEqual(list(pool.map(run, plans)), [True, True])
        self.assert_settled([Batch.objects.get(pk=plan.pk) for plan in plans])

    def assert_settled(self, plans):
        self.assertEqual([plan.state for plan in plans], ["done", "done"])
        self.assertEqual(sum(plan.ok_count for plan in plans), 2 * ROWS)
        self.assertEqual(sum(plan.error_count for plan in plans), 2 * ROWS)
        models = {"customers.customer": Customer, "sales.order": Order}
        for plan in plans:
            for item in plan.items.all():
                owner = models[item.model].objects.get(pk=item.object_id).owner_id
                self.assertEqual(item.errors == [], owner == item.values["to"])
                if item.errors:
                    self.assertIn("does not hold it any more", item.errors[0][2])
        self.assertEqual(handover.left(self.ann), [])

    def test_of_two_who_begin_one_plan_one_does(self):
        batch = handover.plan(self.ann, Wish([self.bob], "Ann leaves"), by=self.dora)
        start = Barrier(2)

        def run(_number):
            start.wait(10)
            try:
                return handover.begin(Batch.objects.get(pk=batch.pk), by=self.dora)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            self.assertEqual(sorted(pool.map(run, range(2))), [False, True])
        self.assertEqual(Batch.objects.get(pk=batch.pk).ok_count, 2 * ROWS)


class UndoByOthersTests(Firm, TestCase):
    def setUp(self):
        self.found()
        self.customer = make_customer(self.ann)
        self.batch = self.run_plan(self.bob)

    def undo(self, person):
        """Undo the handover on its pages, as far as they let somebody."""
        self.client.force_login(person)
        asked = self.client.post(reverse("core:batch_undo", args=[self.batch.pk]))
        if asked.status_code == 302:
            self.client.post(asked.url)
        self.customer.refresh_from_db()
        return self.customer.owner

    def test_another_administrator_undoes_it(self):
        olga = make_user("olga", make_department("Board"), ["administrator"])
        self.assertEqual(self.undo(olga), self.ann)
        self.assertEqual(Batch.objects.get(kind="undo").by, olga)

    def test_nobody_else_does(self):
        for name in ("sales_supervisor", "account_manager", "executive"):
            person = make_user(name.replace("_", "-"), self.sales, [name])
            self.assertEqual(self.undo(person), self.bob)

    def test_whoever_receives_does_not_undo(self):
        self.assertEqual(self.undo(self.bob), self.bob)
