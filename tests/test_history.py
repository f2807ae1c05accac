"""Nothing changes without leaving a row in the audit trail, and that row tells the truth."""

import json
from contextlib import nullcontext

from django.contrib.auth.hashers import make_password
from django.db import ProgrammingError, connection, transaction
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from core import audit, history
from core.errors import RuleBroken
from core.models import Batch, Change
from customers.models import Contact, Customer
from customers.services import customers, interactions
from sales.models import PlanStep
from sales.services import opportunities, orders, plans
from tests.support.database import as_owner
from tests.support.people import make_department, make_user
from tests.support.records import (
    entry,
    make_contact,
    make_customer,
    make_followup,
    make_opportunity,
    make_order,
)

QUIET = {"updated_at", "version", "completeness"}  # what the trail does not tell


def trail(obj):
    """Return the changes of a record, oldest first."""
    label = obj._meta.label_lower
    return Change.objects.filter(model=label, object_id=obj.pk).order_by("pk")


class WayTests(TestCase):
    """Whatever way a row is changed, the trigger sees it."""

    def setUp(self):
        self.ann = make_user("ann")
        self.customer = make_customer(self.ann, city="Hangzhou")

    def last(self, obj=None):
        return trail(obj or self.customer).last()

    def test_an_update_of_a_queryset(self):
        Customer.objects.update(city="Suzhou")
        self.assertEqual(self.last().before, {"city": "Hangzhou"})
        self.assertEqual(self.last().after, {"city": "Suzhou"})

    def test_raw_sql(self):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE customers_customer SET city = 'Suzhou'")
            cursor.execute("DELETE FROM customers_customer WHERE id = %s", [self.customer.pk])
        self.assertEqual(self.last().operation, "DELETE")
        self.assertEqual(self.last().before["city"], "Suzhou")
        self.assertIsNone(self.last().after)

    def test_bulk_create(self):
        contacts = [Contact(customer=self.customer, name=name) for name in ("Bob", "Carl")]
        Contact.objects.bulk_create(contacts)
        for contact in contacts:
            self.assertEqual(self.last(contact).operation, "INSERT")
            self.assertEqual(self.last(contact).after["name"], contact.name)

    def test_a_save_that_changes_nothing_leaves_no_row(self):
        count = trail(self.customer).count()
        self.customer.save()
        self.assertEqual(trail(self.customer).count(), count)

    def test_a_password_is_only_said_to_have_changed(self):
        hashed = make_password("green-tea-2026")
        bob = make_user("bob", password="green-tea-2026")
        bob.password = hashed
        bob.save()
        self.assertEqual(self.last(bob).after, {"password": "…"})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM core_change WHERE strpos(concat(before, after), %s) > 0",
                [hashed],
            )
            self.assertEqual(cursor.fetchone(), (0,))

    def test_what_is_written_stays_as_it_was_written(self):
        for statement in (
            "UPDATE core_change SET verb = 'nothing'",
            "DELETE FROM core_change",
            "TRUNCATE core_change",
            "TRUNCATE core_batch CASCADE; TRUNCATE core_change CASCADE",
        ):
            for role in (nullcontext, as_owner):
                with (
                    self.subTest(statement=statement, role=role.__name__),
                    role(),
                    self.assertRaises(ProgrammingError),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)


class WordTests(TestCase):
    """Who did it, and what the business calls it."""

    def setUp(self):
        east = make_department("华东区")
        self.ann = make_user("ann", east, ["account_manager"])
        self.bob = make_user("bob", east, ["sales_supervisor"])

    def assert_said(self, obj, by, verb):
        change = trail(obj).last()
        self.assertEqual((change.by, change.verb), (by, verb))

    def test_customers(self):
        customer = make_customer(self.ann)
        self.assert_said(customer, self.ann, "add")
        customers.release(customer, reason="too far", by=self.bob)
        self.assert_said(customer, self.bob, "customer.release")
        customers.claim(customer, by=self.bob)
        self.assert_said(customer, self.bob, "customer.claim")
        customers.assign(customer, to=self.ann, by=self.bob)
        self.assert_said(customer, self.bob, "customer.assign")
        customers.hand_over(customer, self.bob, by=self.ann, note="a big one")
        self.assert_said(customer, self.ann, "customer.hand_over")
        customers.mark_invalid(customer, reason="closed down", by=self.bob)
        self.assert_said(customer, self.bob, "customer.mark_invalid")
        customers.revive(customer, by=self.bob)
        self.assert_said(customer, self.bob, "customer.revive")

    def test_orders(self):
        order = make_order(self.ann)
        orders.confirm(order, by=self.bob)
        self.assert_said(order, self.bob, "order.confirm")
        self.assert_said(order.customer, self.bob, "order.confirm")
        orders.cancel(order, by=self.ann)
        self.assert_said(order, self.ann, "order.cancel")

    def test_a_followup_and_what_it_does_to_the_customer(self):
        customer = make_customer(self.ann)
        followup = make_followup(customer)
        followup.pk = None
        interactions.create(followup, by=self.ann)
        self.assert_said(followup, self.ann, "followup.add")
        self.assert_said(customer, self.ann, "followup.add")

    def test_chances_and_plans(self):
        chance = make_opportunity(by=self.bob)
        opportunities.assign(chance, to=self.ann, by=self.bob)
        self.assert_said(chance, self.bob, "opportunity.assign")
        plans.make(chance, steps=[("2026-12-01", "call")], by=self.ann)
        self.assert_said(chance, self.ann, "plan.make")
        step = PlanStep.objects.get(plan__opportunity=chance)
        plans.record_step(step, result="wants twelve", by=self.ann)
        self.assert_said(step, self.ann, "plan.step")
        opportunities.end(chance, reason=entry("loss_reason", "price"), by=self.ann)
        self.assert_said(chance, self.ann, "opportunity.end")

    def test_a_record_beyond_reach_is_not_named_in_the_history_of_another(self):
        order = make_order(self.ann, customer=make_customer(self.ann, "Suzhou Motors"))
        with audit.acting(self.bob, "edit"):
            type(order).objects.update(customer=make_customer(self.bob, "Hefei Gears"))
            type(order).objects.update(customer=make_customer(self.ann, "Wuxi Pumps"))
        self.assertIn("Hefei Gears", str(history.entries(order)))
        told = str(history.entries(order, user=self.ann))
        self.assertNotIn("Hefei Gears", told)
        self.assertIn("Suzhou Motors", told)

    def test_a_service_inside_a_service_gives_the_words_back(self):
        chance = make_opportunity(self.ann, plan=["call"])
        plans.record_step(PlanStep.objects.get(), result="wants twelve", by=self.ann)
        contact = Contact(name="Carl")
        customer = Customer(name="Huaning")
        opportunities.develop(chance, customer=customer, contact=contact, by=self.ann)
        self.assertEqual(trail(customer).first().verb, "add")
        self.assert_said(contact, self.ann, "add")
        self.assert_said(customer, self.ann, "opportunity.develop")
        self.assert_said(chance, self.ann, "opportunity.develop")

    def test_a_refusal_inside_a_service_gives_the_words_back_too(self):
        mine = make_customer(self.ann)
        with audit.acting(self.bob, "outer"):
            with self.assertRaises(RuleBroken):
                customers.claim(mine, by=self.ann)
            Customer.objects.filter(pk=mine.pk).update(city="Suzhou")
        self.assert_said(mine, self.bob, "outer")

    def test_what_services_do_inside_a_batch_belongs_to_it_and_nothing_after_it(self):
        chance = make_opportunity(by=self.bob)
        batch = Batch.objects.create(kind="bulk", model="sales.opportunity", by=self.bob)
        with audit.acting(self.bob, "bulk", batch=batch):
            opportunities.assign(chance, to=self.ann, by=self.bob)
        plans.make(chance, steps=[("2026-12-01", "call")], by=self.ann)
        found = batch.changes.values_list("model", "object_id", "verb")
        self.assertEqual(list(found), [("sales.opportunity", chance.pk, "opportunity.assign")])

    def test_what_is_rolled_back_leaves_no_words(self):
        mine = make_customer(self.ann)
        count = Change.objects.count()
        with self.assertRaises(ZeroDivisionError), audit.acting(self.bob, "fails"):
            make_contact(mine)
            raise ZeroDivisionError
        self.assertEqual(Change.objects.count(), count)


ACTS = st.sampled_from(["make", "save", "update", "release", "claim", "bin", "sql", "remove"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


class ReplayTests(HypothesisCase):
    """The audit trail of a table, played from empty, ends at the table as it is."""

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.tuples(ACTS, st.integers(0, 3), TEXTS), max_size=12))
    def test_the_trail_replayed_is_the_table(self, acts):
        ann = make_user("ann")
        made = [make_customer(ann)]
        for act, place, text in acts:
            customer = made[place % len(made)] if made else None
            if act == "make" or customer is None:
                made.append(make_customer(ann, text.strip() or "Dora"))
            elif act == "remove":
                made.remove(customer)
                Customer.everything.filter(pk=customer.pk).delete()
            else:
                change(customer, act, text, ann)
        self.assertEqual(replayed("customers.customer"), stored("customers_customer"))


def change(customer, act, text, ann):
    """Change a customer in one of the ways that the business has."""
    rows = Customer.everything.filter(pk=customer.pk)
    if act == "save":
        customer.refresh_from_db()
        customer.remark = text
        customer.save()
    elif act == "update":
        rows.update(address=text, traded="12.50")
    elif act == "bin":
        customer.deleted_at = customer.created_at
        customer.save(update_fields=["deleted_at"])
    elif act == "sql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE customers_customer SET fax = %s", [text])
    else:
        customer = rows.get()
        try:
            if act == "claim":
                customers.claim(customer, by=ann)
            else:
                customers.release(customer, reason=text, by=ann)
        except RuleBroken:
            pass


def replayed(label):
    """Return {key: row} as the audit trail tells it."""
    rows = {}
    for entry_ in Change.objects.filter(model=label).order_by("pk"):
        if entry_.operation == "DELETE":
            rows.pop(entry_.object_id)
        else:
            rows.setdefault(entry_.object_id, {}).update(entry_.after)
    return rows


def stored(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, to_jsonb(t)::text FROM {table} t")
        rows = {key: json.loads(text) for key, text in cursor.fetchall()}
    return {key: {k: v for k, v in row.items() if k not in QUIET} for key, row in rows.items()}
