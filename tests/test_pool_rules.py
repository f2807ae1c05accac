"""Rules by which customers return to the pool: one query for all who ask."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.errors import RuleBroken
from core.models import Batch
from core.undoing import work as undoing
from customers.models import Customer, ExtensionRequest, Ownership, PoolRule
from customers.services import pool, pool_rules, returning
from tests.support.people import make_department, make_user
from tests.support.pool import make_silent, run_night
from tests.support.records import entry, make_order, make_pool_rule


class PoolRuleTests(TestCase):
    def setUp(self):
        self.enterContext(override("en"))
        east = make_department("East")
        self.ann = make_user("ann", east, roles=["account_manager"], language="en")
        self.bob = make_user("bob", east, roles=["sales_supervisor"], language="en")
        self.dora = make_user("dora", roles=["administrator"], language="en")

    def owner_of(self, customer):
        return Customer.objects.get(pk=customer.pk).owner

    def test_the_night_moves_who_was_silent_too_long_and_says_why(self):
        rule = make_pool_rule("Silent", by=self.dora, contact_days=90)
        silent, called = make_silent(self.ann, 100), make_silent(self.ann, 30)
        (batch,) = run_night()
        self.assertEqual((batch.state, batch.ok_count, batch.options["rule"]), ("done", 1, rule.pk))
        self.assertEqual((self.owner_of(silent), self.owner_of(called)), (None, self.ann))
        period = Ownership.objects.get(customer=silent, ends_at=None)
        self.assertEqual(
            (period.reason, period.note),
            ("pool_rule", "Silent: no contact for 100 days (limit 90)"),
        )
        self.assertEqual(run_night(), [])  # a second run finds nothing

    def test_a_night_can_be_undone(self):
        make_pool_rule(by=self.dora)
        silent = make_silent(self.ann, 100)
        (batch,) = run_night()
        undo = undoing.prepare(Batch.objects.get(pk=batch.pk), by=self.dora)
        undoing.look_ahead(undo)
        undoing.begin(undo, by=self.dora)
        self.assertEqual(self.owner_of(silent), self.ann)
        self.assertEqual(Ownership.objects.get(customer=silent, ends_at=None).owner, self.ann)

    def test_who_is_called_between_the_list_and_the_move_stays(self):
        make_pool_rule(by=self.dora)
        silent = make_silent(self.ann, 100)
        (batch,) = returning.begin()
        Customer.objects.filter(pk=silent.pk).update(last_contact_at=timezone.now())
        returning.carry_on(batch)
        self.assertEqual(self.owner_of(silent), self.ann)

    def test_the_first_rule_that_names_a_customer_counts(self):
        key = entry("customer_level", "a")
        make_pool_rule("Key", by=self.dora, contact_days=300, levels=[key.pk], position=1)
        make_pool_rule("All", by=self.dora, contact_days=90, position=2)
        important, other = make_silent(self.ann, 100, level=key), make_silent(self.ann, 100)
        run_night()
        self.assertEqual((self.owner_of(important), self.owner_of(other)), (self.ann, None))

    def test_with_both_numbers_both_must_have_passed(self):
        make_pool_rule(by=self.dora, contact_days=90, order_days=365)
        customer = make_silent(self.ann, 100)
        run_night()
        self.assertEqual(self.owner_of(customer), self.ann)
        make_silent(self.ann, 400)
        self.assertEqual(run_night()[0].ok_count, 1)

    def test_an_open_order_and_an_exception_bind_a_customer(self):
        make_pool_rule(by=self.dora)
        ordering, excepted = make_silent(self.ann, 100), make_silent(self.ann, 100)
        make_order(self.ann, customer=ordering)
        pool_rules.except_from(excepted, reason="our first one", by=self.bob)
        self.assertEqual(run_night(), [])
        pool_rules.take_back_exception(excepted, by=self.bob)
        self.assertEqual(run_night()[0].ok_count, 1)

    def test_pool_lost_and_invalid_customers_have_no_countdown(self):
        make_pool_rule(by=self.dora)
        rows = [make_silent(None, 100), make_silent(self.ann, 100, state="lost")]
        self.assertEqual(pool.countdowns(rows), {})

    def test_the_record_says_when_and_why_and_the_list_finds_it(self):
        make_pool_rule("Silent", by=self.dora, contact_days=90, warn_days=7)
        near, far = make_silent(self.ann, 85), make_silent(self.ann, 10)
        self.client.force_login(self.ann)
        said = "Returns to the pool in 5 days: Silent: no contact for 85 days (limit 90)"
        self.assertContains(self.client.get(near.get_absolute_url()), said)
        shown = self.client.get(reverse("customers:customer_list"), {"quick": "returning"})
        self.assertContains(shown, near.name)
        self.assertNotContains(shown, far.name)
        shown = self.client.get(
            reverse("customers:customer_list"), {"cols": "name,returns_on", "q": near.name}
        )
        self.assertContains(shown, str(timezone.localdate() + timedelta(days=5)))

    def test_nothing_is_moved_before_the_first_day_of_a_rule(self):
        start = timezone.localdate() + timedelta(days=3)
        make_pool_rule(by=self.dora, starts_on=start)
        customer = make_silent(self.ann, 100)
        self.assertEqual(run_night(), [])
        self.assertEqual(pool.countdowns([customer])[customer.pk].day, start)


class RehearsalTests(TestCase):
    def setUp(self):
        east, west = make_department("East"), make_department("West")
        self.ann = make_user("ann", east, roles=["account_manager"], language="en")
        self.bob = make_user("bob", east, roles=["sales_supervisor"], language="en")
        self.silent = make_silent(self.ann, 100)
        self.foreign = make_silent(make_user("carl", west, roles=["account_manager"]), 100)
        self.client.force_login(self.bob)

    def rehearse(self, how="rehearse", **values):
        typed = {"name": "Silent", "position": 1, "contact_days": 90, "warn_days": 7, **values}
        return self.client.post(reverse("customers:poolrule_add"), {**typed, how: "1"})

    def test_it_shows_whom_and_why_and_stores_nothing(self):
        shown = self.rehearse()
        self.assertContains(shown, "Today it would move: 1")
        self.assertContains(shown, "no contact for 100 days (limit 90)")
        self.assertContains(shown, self.silent.name)
        self.assertNotContains(shown, self.foreign.name)  # beyond reach
        self.assertFalse(PoolRule.objects.exists())
        self.assertContains(self.rehearse(contact_days=120), "Today it would move: 0")

    def test_it_leaves_out_what_an_earlier_rule_names(self):
        make_pool_rule("First", by=self.bob, contact_days=365, position=0)
        self.assertContains(self.rehearse(), "Today it would move: 0")

    def test_it_comes_as_a_sheet(self):
        answer = self.rehearse("sheet")
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertFalse(PoolRule.objects.exists())

    def test_then_it_is_saved_switched_and_deleted(self):
        self.rehearse("")
        rule = PoolRule.objects.get()
        self.assertContains(self.client.get(reverse("customers:poolrule_list")), "all customers")
        self.client.post(reverse("customers:poolrule_switch", args=[rule.pk]))
        self.assertFalse(PoolRule.objects.get().is_active)
        self.client.post(reverse("customers:poolrule_delete", args=[rule.pk]))
        self.assertFalse(PoolRule.objects.exists())

    def test_a_rule_without_days_is_refused(self):
        self.assertContains(self.rehearse("", contact_days=""), "Enter days without a follow-up")


class ExtensionTests(TestCase):
    def setUp(self):
        east = make_department("East")
        self.ann = make_user("ann", east, roles=["account_manager"], language="en")
        self.bob = make_user("bob", east, roles=["sales_supervisor"], language="en")
        make_pool_rule("Silent", by=self.bob, contact_days=90)
        self.customer = make_silent(self.ann, 85)

    def test_asked_and_approved_it_stays_so_much_longer(self):
        self.client.force_login(self.ann)
        page = f"{self.customer.get_absolute_url()}extend/"
        self.client.post(page, {"days": 30, "reason": "contract is coming"})
        wish = ExtensionRequest.objects.get()
        self.client.force_login(self.bob)
        listed = self.client.get(reverse("customers:extensionrequest_list"))
        self.assertContains(listed, "contract is coming")
        self.client.post(reverse("customers:extensionrequest_approve", args=[wish.pk]))
        countdown = pool.countdowns([self.customer])[self.customer.pk]
        self.assertEqual(countdown.days, 35)
        self.assertEqual(pool_rules.extended(self.customer), 1)

    def test_refused_it_goes_when_it_would_have_gone(self):
        wish = pool_rules.ask(self.customer, days=30, reason="soon", by=self.ann)
        self.client.force_login(self.bob)
        page = reverse("customers:extensionrequest_refuse", args=[wish.pk])
        self.client.post(page, {"reason": "call them"})
        self.assertEqual(ExtensionRequest.objects.get().answer, "call them")
        self.assertEqual(pool.countdowns([self.customer])[self.customer.pk].days, 5)

    def test_one_waits_at_a_time_and_the_number_is_limited(self):
        pool_rules.ask(self.customer, days=30, reason="soon", by=self.ann)
        with override("en"), self.assertRaisesMessage(RuleBroken, "waits for its answer"):
            pool_rules.ask(self.customer, days=30, reason="soon", by=self.ann)
        ExtensionRequest.objects.all().delete()
        for _each in range(3):
            wish = pool_rules.ask(self.customer, days=9, reason="soon", by=self.ann)
            pool_rules.approve(wish, by=self.bob)
        with override("en"), self.assertRaisesMessage(RuleBroken, "3 times already"):
            pool_rules.ask(self.customer, days=9, reason="soon", by=self.ann)
