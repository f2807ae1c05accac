"""The recycle bin: what comes back with a record, who may bring it back."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core import bin, saving
from core.errors import RuleBroken
from core.routes import url_for
from customers.models import Contact, Customer, Interaction
from customers.services import contacts, interactions
from sales.models import Order
from sales.services import orders
from tests.support.bin import BinCase, write
from tests.support.fingerprint import QUIET, full_hash
from tests.support.people import make_user
from tests.support.records import (
    make_absence,
    make_category,
    make_contact,
    make_customer,
    make_opportunity,
    make_order,
    make_product,
    make_relation,
)


class RestoreTests(BinCase):
    def assert_comes_back(self, row):
        """Delete and restore through the pages; every table is as it was before."""
        before = kept()
        self.assertEqual(self.delete(row, reason="twice on file").status_code, 302)
        self.assertEqual(self.client.get(url_for(row, "detail")).status_code, 404)
        self.assertContains(self.restore(row), "Restored")
        self.assertEqual(self.client.get(url_for(row, "detail")).status_code, 200)
        self.assertEqual(kept(), before)

    def test_every_kind_of_record_comes_back_with_all_that_hung_on_it(self):
        customer = self.furnished()
        category = make_category()
        rows = [
            customer,
            Contact.objects.get(),
            Interaction.objects.first(),
            make_opportunity(None, by=self.ann),
            make_order(self.ann, customer=customer),
            make_product(category=category),
            category,
            make_absence(self.ann),
            make_relation(customer, make_customer(self.ann)),
        ]
        self.assertEqual({type(row) for row in rows}, set(bin.models()))
        for row in rows:
            with self.subTest(type(row).__name__):
                self.assert_comes_back(row)

    def test_totals_of_a_customer_are_right_again(self):
        customer = self.furnished()
        order = Order.objects.get(customer=customer)
        Order.objects.filter(pk=order.pk).update(deleted_at=timezone.now())
        Customer.objects.filter(pk=customer.pk).update(traded=0, order_count=0)
        orders.restore(order, by=self.ann)
        customer.refresh_from_db()
        self.assertEqual((customer.traded, customer.order_count), (100, 1))

    def test_last_and_next_contact_follow_the_newest_followup(self):
        customer = make_customer(self.ann)
        now = timezone.now()
        old, new = (
            write(customer, at=now - timedelta(days=ago), next_contact_at=now + timedelta(ago))
            for ago in (5, 1)
        )
        interactions.remove(new, by=self.ann)
        customer.refresh_from_db()
        self.assertEqual(customer.last_contact_at, old.at)
        self.assertEqual(customer.next_contact_at, old.next_contact_at)
        interactions.restore(new, by=self.ann)
        customer.refresh_from_db()
        self.assertEqual(customer.last_contact_at, new.at)
        self.assertEqual(customer.next_contact_at, new.next_contact_at)

    def test_a_next_contact_that_was_set_anew_stays(self):
        customer = make_customer(self.ann)
        followup = write(customer)
        chosen = timezone.now() + timedelta(days=99)
        Customer.objects.update(next_contact_at=chosen)
        interactions.remove(followup, by=self.ann)
        customer.refresh_from_db()
        self.assertEqual(customer.next_contact_at, chosen)

    def test_what_cannot_be_without_a_deleted_record_waits_for_it(self):
        order = make_order(self.ann)
        self.delete(order)
        self.delete(order.customer)
        self.assertContains(self.restore(order), "restore it first")
        self.restore(order.customer)
        self.assertContains(self.restore(order), "Restored")

    def test_who_became_the_main_contact_meanwhile_stays_it(self):
        customer = make_customer(self.ann)
        first = make_contact(customer, is_main=True)
        self.delete(first)
        second = make_contact(customer, is_main=True)
        contacts.restore(first, by=self.ann)
        self.assertEqual(Contact.objects.get(is_main=True), second)

    def test_a_clash_is_told(self):
        first = make_contact(customer := make_customer(self.ann), is_main=True)
        saving.remove(first, by=self.ann)
        make_contact(customer, is_main=True)
        with override("en"), self.assertRaisesMessage(RuleBroken, "has taken its place"):
            saving.restore(first, by=self.ann)

    def test_what_is_not_in_the_bin_is_not_restored(self):
        with self.assertRaises(RuleBroken):
            saving.restore(make_customer(self.ann), by=self.ann)

    def test_several_are_restored_at_once(self):
        rows = [make_customer(self.ann) for _ in range(3)]
        for row in rows:
            self.delete(row)
        self.assertContains(self.restore(*rows), "Restored 3 records.")
        self.assertEqual(Customer.objects.count(), 3)

    def test_deleting_offers_the_way_back_at_once(self):
        customer = make_customer(self.ann)
        page = self.client.get(self.delete(customer).url)
        [message] = page.context["messages"]
        self.assertContains(page, "Undo")
        answer = self.client.post(message.extra_tags)
        self.assertRedirects(answer, customer.get_absolute_url())


class ReachTests(BinCase):
    def test_the_bin_shows_what_the_person_could_have_deleted(self):
        mine, theirs = make_customer(self.bob, "华宁精密"), make_customer(self.carl, "远航电子")
        for row in (mine, theirs):
            self.delete(row, reason="twice")
        page = self.bin(by=self.bob)
        self.assertEqual([row for row, _who, _days in page.context["rows"]], [mine])
        for row, right in ((mine, 200), (theirs, 404)):
            url = reverse("core:bin_detail", args=["customers.customer", row.pk])
            self.assertEqual(self.client.get(url).status_code, right)
        self.assertContains(self.restore(theirs, by=self.bob), "within your reach")
        self.assertIsNotNone(Customer.everything.get(pk=theirs.pk).deleted_at)

    def test_who_deletes_nothing_has_no_bin(self):
        reader = make_user("eve", roles=["executive"])
        self.assertEqual(self.bin(by=reader).status_code, 403)
        self.assertNotContains(self.client.get("/"), reverse("core:bin_list"))

    def test_the_bin_tells_who_when_and_why_and_is_searched(self):
        row, other = make_customer(self.bob, "华宁精密"), make_customer(self.bob, "远航电子")
        self.delete(row, by=self.bob)
        make_order(self.ann, customer=other)
        self.delete(other, by=self.bob, reason="went bankrupt")
        self.assertContains(self.bin(), "went bankrupt")
        page = self.bin(q="华宁")
        self.assertEqual(page.context["rows"], [(row, "Bob", 29)])

    def test_a_deleted_record_is_read_and_not_changed(self):
        customer = self.furnished()
        self.delete(customer, reason="twice")
        url = reverse("core:bin_detail", args=["customers.customer", customer.pk])
        page = self.client.get(url)
        self.assertContains(page, "华宁精密")
        self.assertNotContains(page, url_for(customer, "edit"))

    def test_the_number_of_rows_does_not_change_the_statements(self):
        self.delete(make_customer(self.ann))
        with self.assertNumQueries(self.count()):
            self.bin()
        for _ in range(4):
            self.delete(make_customer(self.ann))
        self.bin()

    def count(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.bin()
        with CaptureQueriesContext(connection) as found:
            self.bin()
        return len(found)


class DeletingTests(BinCase):
    def test_what_hangs_on_it_is_counted_beyond_reach_too(self):
        customer = make_customer(self.bob)
        make_contact(customer)
        make_order(self.bob, customer=customer)
        make_order(self.carl, customer=customer)
        self.client.force_login(self.bob)
        page = self.client.get(url_for(customer, "delete"))
        related = page.context["related"]
        told = {each.label: (each.count, each.beyond, each.goes) for each in related}
        self.assertEqual(told, {"Contacts": (1, 0, True), "Orders": (2, 1, False)})

    def test_the_reason_is_asked_for_when_records_of_others_hang_on_it(self):
        customer = make_customer(self.bob)
        make_order(self.carl, customer=customer)
        answer = self.delete(customer, by=self.bob)
        self.assertIn("reason", answer.context["form"].errors)
        self.assertIsNone(Customer.objects.get(pk=customer.pk).deleted_at)
        self.delete(customer, by=self.bob, reason="twice on file")
        self.assertEqual(Customer.everything.get().deletion_reason, "twice on file")


def kept():
    """Return what all tables hold, but for the audit trail and the moments of change."""
    found = full_hash(QUIET | {"updated_at"})
    return {table: value for table, value in found.items() if table != "core_change"}
