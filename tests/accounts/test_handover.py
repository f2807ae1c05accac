"""Handing over what a leaver holds: by rule, as one batch that can be undone."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.services import departments, handover
from accounts.services.handover import Wish
from core.errors import RuleBroken
from core.models import Batch, DictionaryItem, SavedView
from core.undoing import work as undoing
from customers.models import CoWorker, Customer, Ownership
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_opportunity, make_order


class Firm:
    """Ann leaves; Bob and Carl stay; Dora administers."""

    def found(self):
        self.sales = make_department("Sales")
        manager = ["account_manager"]
        self.ann = make_user("ann", self.sales, manager)
        self.bob = make_user("bob", self.sales, manager)
        self.carl = make_user("carl", self.sales, manager)
        self.dora = make_user("dora", make_department("Office"), ["administrator"], language="en")

    def plan(self, *receivers, by=None, person=None, **wish):
        return handover.plan(
            person or self.ann, Wish(list(receivers), "Ann leaves", **wish), by=by or self.dora
        )

    def run_plan(self, *receivers, **wish):
        batch = self.plan(*receivers, **wish)
        handover.begin(batch, by=self.dora)
        batch.refresh_from_db()
        return batch


class HandoverTests(Firm, TestCase):
    def setUp(self):
        self.found()
        self.enterContext(override("en"))

    def test_everything_goes_to_one_person_and_keeps_its_state(self):
        customer = make_customer(self.ann)
        chance = make_opportunity(self.ann, by=self.dora)
        state, stage = chance.state, chance.stage
        order = make_order(self.ann, customer=customer)
        CoWorker.objects.create(record=make_customer(self.carl), user=self.ann)
        SavedView.objects.create(
            owner=self.ann, page="customers:customer_list", name="V", roles=["account_manager"]
        )
        self.sales.leader = self.ann
        departments.edit(self.sales, by=None)
        batch = self.run_plan(self.bob)
        self.assertEqual((batch.state, batch.error_count), (Batch.State.DONE, 0))
        self.assertEqual(handover.left(self.ann), [])
        for row in (customer, order, chance):
            row.refresh_from_db()
            self.assertEqual(row.owner, self.bob)
        self.assertEqual((chance.state, chance.stage), (state, stage))
        self.assertTrue(CoWorker.objects.filter(user=self.bob).exists())
        self.sales.refresh_from_db()
        self.assertEqual(self.sales.leader, self.bob)
        self.assertEqual(SavedView.objects.get().owner, self.bob)

    def test_each_customer_keeps_the_note_and_its_period(self):
        customer = make_customer(self.ann)
        self.run_plan(self.bob)
        period = Ownership.objects.get(customer=customer, ends_at=None)
        self.assertEqual((period.owner, period.reason), (self.bob, "handed_over"))
        self.assertEqual(period.note, "Ann leaves")

    def test_evenly_takes_turns_and_what_hangs_on_a_customer_goes_with_it(self):
        customers = [make_customer(self.ann) for _n in range(4)]
        orders = [make_order(self.ann, customer=row) for row in customers]
        self.run_plan(self.bob, self.carl)
        for person in (self.bob, self.carl):
            self.assertEqual(Customer.objects.filter(owner=person).count(), 2)
        for order in orders:
            order.refresh_from_db()
            self.assertEqual(order.owner_id, Customer.objects.get(pk=order.customer_id).owner_id)

    def test_by_level_the_rest_goes_to_the_first(self):
        high, low = DictionaryItem.objects.filter(type__code="customer_level")[:2]
        first, second = make_customer(self.ann, level=high), make_customer(self.ann, level=low)
        third = make_customer(self.ann)
        self.run_plan(self.carl, rule="level", by_key={str(high.pk): self.bob.pk})
        owners = [Customer.objects.get(pk=row.pk).owner for row in (first, second, third)]
        self.assertEqual(owners, [self.bob, self.carl, self.carl])

    def test_only_the_chosen_kinds_are_given(self):
        order = make_order(self.ann, customer=make_customer(self.ann))
        self.run_plan(self.bob, names=["customers"])
        order.refresh_from_db()
        self.assertEqual(order.owner, self.ann)
        self.assertEqual([each.holding.name for each in handover.left(self.ann)], ["orders"])

    def test_single_rows_are_chosen_by_hand(self):
        first, second = make_customer(self.ann), make_customer(self.ann)
        batch = self.plan(self.bob, self.carl)
        choices = {item.pk: self.carl for item in batch.items.all()}
        handover.choose(batch, choices)
        handover.begin(batch, by=self.dora)
        self.assertEqual(Customer.objects.filter(owner=self.carl).count(), 2)
        self.assertEqual({first.pk, second.pk}, {row.pk for row in Customer.objects.all()})

    def test_it_is_undone_as_a_whole(self):
        customer = make_customer(self.ann)
        order = make_order(self.ann, customer=customer)
        CoWorker.objects.create(record=make_customer(self.carl), user=self.ann)
        batch = self.run_plan(self.bob)
        undo = undoing.prepare(batch, by=self.dora)
        undoing.look_ahead(undo)
        undoing.begin(Batch.objects.get(pk=undo.pk), by=self.dora)
        for row in (customer, order):
            row.refresh_from_db()
            self.assertEqual(row.owner, self.ann)
        self.assertTrue(CoWorker.objects.filter(user=self.ann).exists())
        self.assertFalse(CoWorker.objects.filter(user=self.bob).exists())

    def test_what_was_given_away_meanwhile_is_left_alone_and_named(self):
        customer = make_customer(self.ann)
        batch = self.plan(self.bob)
        Customer.objects.filter(pk=customer.pk).update(owner=self.carl)
        handover.begin(batch, by=self.dora)
        batch.refresh_from_db()
        customer.refresh_from_db()
        self.assertEqual((batch.error_count, customer.owner), (1, self.carl))

    def refused(self, words, *receivers, **wish):
        with self.assertRaisesMessage(RuleBroken, words):
            self.plan(*receivers, **wish)
        self.assertFalse(Batch.objects.exists())

    def test_nobody_unfit_takes_over(self):
        make_customer(self.ann)
        gone = make_user("gone", self.sales, ["account_manager"], is_active=False)
        blind = make_user("blind", self.sales)
        self.refused("cannot sign in any more", gone)
        self.refused("cannot sign in any more", self.bob, rule="level", by_key={"1": gone.pk})
        self.refused("Ann is the one who leaves", self.ann)
        self.refused("Blind may not look at Customers", blind)
        self.refused("Choose at least one person")

    def test_the_giver_needs_the_right_to_assign(self):
        make_customer(self.ann)
        grants = {
            "accounts.user": {"view": "all", "change": "all"},
            "customers.customer": {"view": "all", "change": "all"},
        }
        eve = make_user("eve", grants=grants, superuser=False)
        self.ann.groups.clear()
        self.refused("There is nothing that you could hand over.", self.bob, by=eve)

    def test_whoever_holds_something_is_not_closed_as_a_leaver(self):
        make_customer(self.ann)
        with self.assertRaisesMessage(RuleBroken, "Ann still holds: Customers 1."):
            handover.close(self.ann, by=self.dora)
        self.assertTrue(User.objects.get(pk=self.ann.pk).is_active)
        self.run_plan(self.bob)
        handover.close(self.ann, by=self.dora)
        self.assertFalse(User.objects.get(pk=self.ann.pk).is_active)

    def test_a_plan_runs_once(self):
        make_customer(self.ann)
        batch = self.plan(self.bob)
        self.assertTrue(handover.begin(batch, by=self.dora))
        self.assertFalse(handover.begin(batch, by=self.dora))

    def test_records_in_the_bin_stay_where_they_are(self):
        make_customer(self.ann)
        Customer.objects.update(deleted_at="2026-01-01T00:00Z")
        self.refused("There is nothing that you could hand over.", self.bob)


class PageTests(Firm, TestCase):
    def setUp(self):
        self.found()
        self.client.force_login(self.dora)
        self.url = reverse("accounts:user_handover", args=[self.ann.pk])

    def plan_it(self, *receivers, rule="", **data):
        data = {"names": ["customers"], "note": "Ann leaves", **data}
        data |= {f"receiver-{n}": person.pk for n, person in enumerate(receivers, 1)}
        return self.client.post(f"{self.url}?rule={rule}", data, follow=True)

    def test_from_the_counts_over_the_preview_to_the_closed_account(self):
        customer = make_customer(self.ann, name="Alpha", traded="1200")
        make_order(self.ann, customer=customer)
        self.assertContains(self.client.get(self.url), "Orders (1)")
        page = self.plan_it(self.bob, names=["customers", "orders"])
        self.assertContains(page, "Alpha")
        self.assertContains(page, "¥1,200.00")
        self.assertEqual(Customer.objects.get().owner, self.ann)
        self.client.post(page.request["PATH_INFO"], {"give": "1"})
        self.assertEqual(Customer.objects.get().owner, self.bob)
        sheet = self.client.get(f"{page.request['PATH_INFO']}sheet/")
        self.assertIn("spreadsheet", sheet.headers["Content-Type"])
        self.client.post(reverse("accounts:user_leave", args=[self.ann.pk]))
        self.assertFalse(User.objects.get(pk=self.ann.pk).is_active)

    def test_rows_are_chosen_one_by_one_on_the_preview(self):
        first, second = make_customer(self.ann), make_customer(self.ann)
        page = self.plan_it(self.bob, self.carl)
        batch = Batch.objects.get()
        data = {f"to-{item.pk}": self.carl.pk for item in batch.items.all()}
        stranger = next(iter(data))
        self.client.post(page.request["PATH_INFO"], {**data, stranger: self.dora.pk, "give": "1"})
        owners = {Customer.objects.get(pk=row.pk).owner for row in (first, second)}
        self.assertEqual(owners, {self.bob, self.carl})

    def test_by_level_asks_for_the_levels_there_are(self):
        level = DictionaryItem.objects.filter(type__code="customer_level").first()
        make_customer(self.ann, level=level)
        make_customer(self.ann)
        self.assertContains(self.client.get(f"{self.url}?rule=level"), f"key-{level.pk}")
        self.plan_it(self.carl, rule="level", **{f"key-{level.pk}": self.bob.pk})
        batch = Batch.objects.get()
        self.assertEqual(
            sorted(item.values["to"] for item in batch.items.all()),
            sorted([self.bob.pk, self.carl.pk]),
        )

    def test_a_refusal_stands_on_the_form(self):
        make_customer(self.ann)
        page = self.plan_it(self.ann)
        self.assertContains(page, "Ann is the one who leaves.")
        self.assertFalse(Batch.objects.exists())

    def test_a_discarded_plan_gives_nothing(self):
        make_customer(self.ann)
        page = self.plan_it(self.bob)
        self.client.post(page.request["PATH_INFO"], {"discard": "1"})
        self.client.post(page.request["PATH_INFO"], {"give": "1"})
        self.assertEqual(Customer.objects.get().owner, self.ann)

    def test_a_plan_of_many_rows_shows_the_first_and_counts_the_rest(self):
        for _n in range(60):
            make_customer(self.ann)
        page = self.plan_it(self.bob)
        self.assertContains(page, "and 40 more")
        self.assertNotContains(page, 'name="to-')

    def test_a_wide_plan_takes_no_more_statements(self):
        def cost(number):
            for _n in range(number):
                make_customer(self.ann)
            with CaptureQueriesContext(connection) as found:
                self.plan_it(self.bob, self.carl)
            return len(found)

        few = cost(3)
        self.assertLessEqual(cost(20), few)

    def test_disabling_in_the_usual_way_points_to_the_handover(self):
        make_customer(self.ann)
        data = {"_selected_action": self.ann.pk, "action": "deactivate", "index": 0}
        page = self.client.post(reverse("admin:accounts_user_changelist"), data, follow=True)
        self.assertContains(page, self.url)
        self.assertFalse(User.objects.get(pk=self.ann.pk).is_active)
