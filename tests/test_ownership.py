"""Who owned a customer and when: kept by the database, one open period, none overlap."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from django.utils.translation import override

from core import firm
from core.errors import RuleBroken
from core.integrity import checks
from customers.models import CoWorker, Customer, Ownership
from customers.services import claiming, customers, ownership, team
from tests.support.people import make_user
from tests.support.records import make_customer


def told(customer):
    """Return (owner, reason, note) of the periods of a customer, the first one first."""
    rows = Ownership.objects.filter(customer=customer).order_by("pk")
    return [(str(row.owner or ""), row.reason, row.note) for row in rows]


def push_back(customer, days):
    """Let all that happened to the owner of a customer have happened some days before."""
    for row in customer.ownerships.order_by("begins_at"):
        row.begins_at -= timedelta(days=days)
        row.ends_at = row.ends_at and row.ends_at - timedelta(days=days)
        row.save()


class OwnershipTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["account_manager"], language="en")
        self.bob = make_user("bob", roles=["account_manager"], language="en")
        self.dora = make_user("dora", roles=["administrator"])

    def test_every_change_of_the_owner_begins_a_period_with_its_reason_and_note(self):
        customer = make_customer(self.ann)
        customers.hand_over(customer, self.bob, by=self.ann, note="pays late")
        customers.release(customer, reason="no need", by=self.bob)
        customers.claim(customer, by=self.ann)
        customers.assign(customer, to=self.bob, by=self.dora)
        self.assertEqual(
            told(customer),
            [
                ("Ann", "filed", ""),
                ("Bob", "handed_over", "pays late"),
                ("", "released", "no need"),
                ("Ann", "claimed", ""),
                ("Bob", "assigned", ""),
            ],
        )
        rows = list(customer.ownerships.order_by("pk"))
        self.assertEqual([row.ends_at for row in rows[:-1]], [row.begins_at for row in rows[1:]])
        self.assertIsNone(rows[-1].ends_at)
        self.assertEqual(rows[4].by, self.dora)

    def test_bulk_updates_and_raw_sql_are_seen_too(self):
        customer = make_customer(self.ann)
        Customer.objects.filter(pk=customer.pk).update(owner=self.bob)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE customers_customer SET owner_id = NULL")
        self.assertEqual(
            [row[:2] for row in told(customer)][1:], [("Bob", "changed")] + [("", "changed")]
        )

    def test_saving_a_customer_begins_no_period(self):
        customer = make_customer(self.ann)
        customer.remark = "nice people"
        customer.save()
        self.assertEqual(len(told(customer)), 1)

    def test_two_periods_never_overlap(self):
        customer = make_customer(self.ann)
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            Ownership.objects.create(
                customer=customer, owner=self.bob, begins_at=timezone.now(), reason="assigned"
            )
        self.assertIn("customers_ownership_no_overlap", str(caught.exception))

    def test_the_periods_of_a_customer_are_found_by_an_index(self):
        """As the pages ask: with a plain number, which the exclusion constraint does not serve."""
        sql = Ownership.objects.filter(customer=7).values("pk").query
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "customers_ownership_customer" in plan, plan

    def test_the_check_finds_a_wrong_owner_and_mends_it(self):
        customer = make_customer(self.ann)
        other = make_customer(self.bob)
        check = checks["customers.ownership"]
        self.assertEqual(check.find(), [])
        Ownership.objects.filter(customer=customer).update(owner=self.bob)
        Ownership.objects.filter(customer=other).delete()
        self.assertEqual(
            [text.split()[1].rstrip(":") for text in check.find()], [customer.number, other.number]
        )
        ownership.mend()
        self.assertEqual(check.find(), [])

    def test_the_tab_tells_the_periods_and_their_notes(self):
        customer = make_customer(self.ann)
        customers.hand_over(customer, self.bob, by=self.ann, note="pays late")
        self.client.force_login(self.bob)
        shown = self.client.get(f"{customer.get_absolute_url()}?tab=ownerships")
        self.assertContains(shown, "pays late")
        self.assertContains(shown, "handed over")


class ClaimTests(TestCase):
    def setUp(self):
        self.enterContext(override("en"))
        self.ann = make_user("ann", roles=["account_manager"], language="en")
        self.bob = make_user("bob", roles=["account_manager"], language="en")

    def decide(self, **values):
        firm.change(values, by=None)
        self.addCleanup(firm.keep, None)

    def test_the_second_one_reads_who_was_faster(self):
        customer = make_customer(None)
        customers.claim(customer, by=self.bob)
        with self.assertRaisesMessage(RuleBroken, "Bob has claimed this customer already."):
            customers.claim(Customer(pk=customer.pk), by=self.ann)

    def test_a_person_claims_only_so_many_a_day(self):
        self.decide(claims_per_day=2)
        for _each in range(2):
            customers.claim(make_customer(None), by=self.ann)
        with self.assertRaisesMessage(RuleBroken, "You have claimed 2 customers today"):
            customers.claim(make_customer(None), by=self.ann)
        customers.claim(make_customer(None), by=self.bob)  # counted for each person

    def test_what_was_claimed_yesterday_counts_no_more(self):
        self.decide(claims_per_day=1)
        customer = make_customer(None)
        customers.claim(customer, by=self.ann)
        push_back(customer, 1)
        customers.claim(make_customer(None), by=self.ann)

    def test_who_has_enough_claims_no_more(self):
        self.decide(claims_owned=1)
        make_customer(self.ann)
        with self.assertRaisesMessage(RuleBroken, "You have 1 customers already"):
            customers.claim(make_customer(None), by=self.ann)

    def test_what_one_let_go_is_open_to_others_first(self):
        customer = make_customer(self.ann)
        customers.release(customer, reason="no need", by=self.ann)
        with self.assertRaisesMessage(RuleBroken, "This customer was yours"):
            customers.claim(customer, by=self.ann)
        push_back(customer, firm.get(claiming.AGAIN) + 1)
        customers.claim(customer, by=self.ann)

    def test_what_one_handed_over_and_the_next_let_go_may_be_claimed(self):
        customer = make_customer(self.ann)
        customers.hand_over(customer, self.bob, by=self.ann, note="yours")
        customers.release(customer, reason="no need", by=self.bob)
        customers.claim(customer, by=self.ann)


class TeamTests(TestCase):
    def setUp(self):
        self.enterContext(override("en"))

    def test_a_coworker_comes_and_goes(self):
        ann = make_user("ann", roles=["account_manager"], language="en")
        bob = make_user("bob", roles=["account_manager"], language="en")
        customer = make_customer(ann)
        page = f"{customer.get_absolute_url()}team/"
        self.client.force_login(ann)
        self.client.post(page, {"to": bob.pk, "to_text": str(bob)})
        member = CoWorker.objects.get(record=customer)
        self.assertEqual(member.user, bob)
        self.assertContains(self.client.get(page), "Remove Bob")
        with self.assertRaisesMessage(RuleBroken, "Bob is a co-worker already."):
            team.add(customer, bob, by=ann)
        self.client.post(f"{page}remove/", {"member": member.pk})
        self.assertFalse(customer.coworkers.exists())

    def test_the_account_manager_is_no_coworker_as_well(self):
        ann = make_user("ann", roles=["account_manager"], language="en")
        with self.assertRaisesMessage(RuleBroken, "Ann is the account manager already."):
            team.add(make_customer(ann), ann, by=ann)


class LibraryTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["account_manager"], language="en")
        self.client.force_login(self.ann)

    def test_an_invalid_customer_comes_back_to_where_its_orders_put_it(self):
        customer = make_customer(self.ann)
        self.client.post(f"{customer.get_absolute_url()}invalid/", {"reason": "closed down"})
        customer.refresh_from_db()
        self.assertEqual((customer.state, customer.invalid_reason), ("invalid", "closed down"))
        self.client.post(f"{customer.get_absolute_url()}revive/")
        customer.refresh_from_db()
        self.assertEqual((customer.state, customer.invalid_reason), ("potential", ""))
        Customer.objects.filter(pk=customer.pk).update(state="lost", order_count=2)
        customers.revive(customer, by=self.ann)
        self.assertEqual(customer.state, "deal")

    def test_many_are_claimed_and_handed_over_at_once(self):
        bob = make_user("bob", roles=["account_manager"], language="en")
        pool = [make_customer(None) for _each in range(2)]
        keys = {"pk": [row.pk for row in pool]}
        self.client.post("/customers/customers/claim/", keys)
        self.assertEqual(Customer.objects.filter(owner=self.ann).count(), 2)
        answers = {"to": bob.pk, "to_text": str(bob), "note": "yours now", "confirmed": "1"}
        self.client.post("/customers/customers/hand-over/", {**keys, **answers})
        self.assertEqual(Customer.objects.filter(owner=bob).count(), 2)
        self.assertEqual(told(pool[0])[-1], ("Bob", "handed_over", "yours now"))
