"""Undoing a batch: what comes back, what is left alone, and that it happens once."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core import saving
from core.errors import RuleBroken
from core.models import Batch, Change
from core.undoing import work
from customers.models import Contact, CoWorker, Customer
from customers.services import customers
from sales.models import Order, OrderLine, OrderState
from tests.support.people import make_user
from tests.support.records import (
    make_contact,
    make_customer,
    make_followup,
    make_order,
    make_product,
)
from tests.support.sheets import xlsx
from tests.support.undo import UndoCase

HEADS = ["客户名称", "客户编号", "联系人"]


class BackTests(UndoCase):
    """Every kind of change goes back."""

    def test_imported_records_go_to_the_recycle_bin_with_what_came_along(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7", "王芳"], ["云帆", "KH-8"]))
        undo = self.undone(batch)
        self.assertEqual(
            (undo.state, undo.done, undo.ok_count, undo.error_count), ("done", 3, 3, 0)
        )
        self.assertFalse(Customer.objects.exists())
        self.assertFalse(Contact.objects.exists())
        self.assertEqual(Customer.everything.count(), 2)

    def test_the_mended_sheet_is_imported_under_the_same_numbers(self):
        sheet = xlsx(HEADS, ["华宁", "KH-7", "王芳"])
        self.undone(self.imported(Customer, sheet))
        self.imported(Customer, sheet)
        self.assertEqual(Customer.objects.get().number, "KH-7")

    def test_former_values_come_back_to_the_cent_and_the_day(self):
        values = {
            "registered_capital": Decimal("1234567890123.45"),
            "filed_on": timezone.localdate() - timedelta(days=400),
            "next_contact_at": timezone.now(),
            "name": "华宁'\"\\",
        }
        customer = make_customer(self.ann, **values)
        before = Customer.objects.values().get()

        def change():
            for name, filed in (("Other", None), ("Again", timezone.localdate())):
                stored = Customer.objects.get()
                stored.name, stored.filed_on, stored.next_contact_at = name, filed, None
                stored.registered_capital = Decimal("0.01")
                saving.update(stored, by=self.ann)

        self.undone(self.bulk(change))
        after = Customer.objects.values().get()
        for quiet in ("version", "updated_at"):
            self.assertGreater(after.pop(quiet), before.pop(quiet))
        self.assertEqual(after, before)
        self.assertEqual(customer.pk, after["id"])

    def test_removed_rows_come_back_under_their_keys(self):
        customer = make_customer(self.ann)
        CoWorker.objects.create(record=customer, user=self.bob)
        order = make_order(self.ann, customer=customer)
        rows = [list(model.objects.values()) for model in (CoWorker, OrderLine)]

        def remove():
            CoWorker.objects.all().delete()
            order.lines.all().delete()

        undo = self.undone(self.bulk(remove))
        self.assertEqual(undo.error_count, 0)
        self.assertEqual([list(model.objects.values()) for model in (CoWorker, OrderLine)], rows)

    def test_deleted_records_come_out_of_the_recycle_bin(self):
        customer = make_customer(self.ann)
        batch = self.bulk(lambda: saving.remove(customer, by=self.ann))
        self.assertFalse(Customer.objects.exists())
        self.undone(batch)
        self.assertTrue(Customer.objects.exists())

    def test_added_rows_that_are_no_records_are_gone(self):
        customer = make_customer(self.ann)
        batch = self.bulk(lambda: CoWorker.objects.create(record=customer, user=self.bob))
        self.undone(batch)
        self.assertFalse(CoWorker.objects.exists())

    def test_what_follows_from_other_rows_is_worked_out_again(self):
        customer = make_customer(self.ann, number="KH-7")
        make_order(self.ann, customer=customer, state=OrderState.CONFIRMED)
        traded = Customer.objects.get().traded
        heads = ["订单编号", "客户编号", "下单日期"]
        batch = self.imported(Order, xlsx(heads, ["D1", "KH-7", "2026-11-22"]))
        make_product("Sensor", code="P1")
        lines = self.imported(
            OrderLine, xlsx(["订单编号", "产品编号", "数量", "单价"], ["D1", "P1", 2, 50])
        )
        self.assertEqual(Customer.objects.get().traded, traded + 100)
        make_order(
            self.ann, customer=customer, state=OrderState.CONFIRMED
        )  # in between: no reason to stop
        self.assertEqual(self.undone(lines).error_count, 0)
        self.assertEqual(Order.objects.get(number="D1").amount, 0)
        self.assertEqual(self.undone(batch).error_count, 0)
        customer.refresh_from_db()
        self.assertEqual((customer.traded, customer.order_count), (2 * traded, 2))

    def test_an_undo_is_history_too(self):
        customer = make_customer(self.ann, city="Suzhou")
        undo = self.undone(self.bulk(lambda: Customer.objects.update(city="")), by=self.bob)
        change = Change.objects.filter(object_id=customer.pk, model="customers.customer").first()
        self.assertEqual((change.verb, change.by, change.batch), ("undo", self.bob, undo))
        self.assertEqual(change.after, {"city": "Suzhou"})


class LeftAloneTests(UndoCase):
    """Rows that somebody changed since stay as they are, and are named before and after."""

    def assert_left(self, batch, row, what, why):
        rehearsed = self.reasons(self.rehearsed(batch))
        undo = self.undone(batch)
        self.assertEqual(self.reasons(undo), rehearsed)
        key = (row._meta.label_lower, row.pk)
        self.assertIn(what, rehearsed[key][0])
        self.assertIn(why, rehearsed[key][1])
        return undo

    def test_the_same_field_was_changed_since(self):
        kept, mine = make_customer(self.ann, city="A"), make_customer(self.ann, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        kept.city = "C"
        saving.update(kept, by=self.bob)
        undo = self.assert_left(batch, kept, "City", "Bob")
        self.assertEqual((undo.ok_count, undo.error_count), (1, 1))
        cities = Customer.objects.values_list("pk", "city")
        self.assertEqual(dict(cities), {kept.pk: "C", mine.pk: "A"})

    def test_another_field_is_no_reason(self):
        customer = make_customer(self.ann, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        Customer.objects.update(address="new")
        self.assertEqual(self.undone(batch).error_count, 0)
        customer.refresh_from_db()
        self.assertEqual((customer.city, customer.address), ("A", "new"))

    def test_an_imported_record_that_was_changed_since_stays(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7"], ["云帆", "KH-8"]))
        kept = Customer.objects.get(number="KH-7")
        kept.phone = "123"
        saving.update(kept, by=self.bob)
        self.assert_left(batch, kept, "Phone", "Bob")
        self.assertEqual(Customer.objects.get(), kept)

    def test_an_imported_record_on_which_something_hangs_stays(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7"], ["云帆", "KH-8"]))
        kept = Customer.objects.get(number="KH-7")
        make_contact(kept)
        self.assert_left(batch, kept, "Contacts", "hang on it")
        self.assertEqual(Customer.objects.get(), kept)

    def test_a_customer_stays_when_its_imported_contact_stays(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7", "王芳"], ["云帆", "KH-8"]))
        contact = Contact.objects.get()
        contact.mobile = "138"
        saving.update(contact, by=self.bob)
        undo = self.assert_left(batch, contact, "Mobile", "Bob")
        self.assertEqual(undo.error_count, 2)
        self.assertEqual(Customer.objects.get(), contact.customer)

    def test_what_was_put_into_the_bin_since_is_gone_already(self):
        batch = self.imported(Customer, xlsx(HEADS, ["华宁", "KH-7"]))
        saving.remove(Customer.objects.get(), by=self.bob)
        self.assertEqual(self.undone(batch).error_count, 0)

    def test_a_row_that_is_beyond_reach_by_now_stays(self):
        carl = make_user("carl", roles=["account_manager"], language="en")
        mine, given = make_customer(carl, city="A"), make_customer(carl, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"), by=carl)
        customers.assign(given, to=self.bob, by=self.ann)
        undo = self.undone(batch, by=carl)
        [(row, (_what, why))] = self.reasons(undo).items()
        self.assertEqual(row, ("customers.customer", given.pk))
        self.assertIn("beyond your reach", why)
        mine.refresh_from_db()
        self.assertEqual(mine.city, "A")

    def test_customers_given_away_in_the_batch_come_back(self):
        carl = make_user("carl", roles=["sales_supervisor"], language="en")
        customer = make_customer(carl)
        batch = self.bulk(lambda: customers.assign(customer, to=self.bob, by=carl), by=carl)
        self.assertEqual(self.undone(batch, by=carl).error_count, 0)
        customer.refresh_from_db()
        self.assertEqual(customer.owner, carl)

    def test_a_value_that_somebody_else_took_meanwhile_stays_with_them(self):
        first, second = make_customer(self.ann, number="A-1"), make_customer(self.ann, number="A-2")
        batch = self.bulk(lambda: Customer.objects.filter(pk=first.pk).update(number="B-1"))
        Customer.objects.filter(pk=second.pk).update(number="A-1")
        undo = self.undone(batch)
        [(_what, why)] = self.reasons(undo).values()
        self.assertIn("clashes", why)

    def test_a_followup_since_is_no_change_of_the_fields(self):
        customer = make_customer(self.ann, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        make_followup(customer)
        self.assertEqual(self.undone(batch).error_count, 0)


class WhoAndWhenTests(UndoCase):
    def refused(self, batch, by):
        with self.assertRaises(RuleBroken) as caught:
            work.prepare(batch, by=by)
        return str(caught.exception)

    def test_others_without_the_whole_reach_may_not(self):
        customer = make_customer(self.ann)
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        carl = make_user("carl", roles=["sales_supervisor"], language="en")
        self.assertIn("Only whoever did this", self.refused(batch, carl))
        self.assertEqual(customer.pk, self.undone(batch, by=self.bob).items.get().object_id)

    def test_a_right_that_was_taken_away_ends_it(self):
        carl = make_user("carl", roles=["account_manager"], language="en")
        make_customer(carl)
        batch = self.bulk(lambda: Customer.objects.update(city="B"), by=carl)
        carl.groups.get().role.grants.filter(model="customers.customer", action="change").delete()
        carl.forget_rights()
        self.assertIn("Only whoever did this", self.refused(batch, carl))

    def test_it_ends_after_thirty_days(self):
        make_customer(self.ann)
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        undo = self.rehearsed(batch)
        batch.finished_at -= timedelta(days=30, seconds=1)
        batch.save()
        self.assertIn("30 days", self.refused(batch, self.ann))
        with self.assertRaises(RuleBroken):
            work.begin(undo, by=self.ann)
        self.assertEqual(Customer.objects.get().city, "B")

    def test_a_batch_is_undone_once(self):
        make_customer(self.ann, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        undo = self.undone(batch)
        self.assertIn("already", self.refused(batch, self.ann))
        Customer.objects.update(city="C")
        self.assertFalse(work.begin(undo, by=self.ann))
        self.assertEqual(Customer.objects.get().city, "C")

    def test_an_export_and_an_undo_have_nothing_to_undo(self):
        make_customer(self.ann)
        undo = self.undone(self.bulk(lambda: Customer.objects.update(city="B")))
        export = Batch.objects.create(
            kind="export", model="customers.customer", by=self.ann, state="done"
        )
        for batch in (undo, export):
            self.assertTrue(self.refused(batch, self.ann))
