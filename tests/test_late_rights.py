"""Rights that were taken away meanwhile, and what a sheet may do that a form would refuse."""

from core import firm, purging
from core.dictionary import replacing
from core.importing.work import import_in_background
from core.models import Batch
from core.undoing import work
from customers.models import Contact, Customer
from sales.models import OrderLine
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import entry, make_contact, make_customer, make_order, make_product
from tests.support.sheets import xlsx
from tests.support.undo import UndoCase


class LateCase(UndoCase):
    def setUp(self):
        super().setUp()
        firm.change(dict.fromkeys(("bulk_direct_rows", "import_direct_rows"), 1), by=None)

    def dismiss(self, person):
        person.is_active = False
        person.save()

    def ended(self, batch):
        """Say how a batch ended that its person may not go on with."""
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done), ("failed", 0))
        self.assertEqual(batch.message, "You may not do this any more.")


class JobTests(LateCase):
    """A job asks again when it begins: whoever left meanwhile stores nothing."""

    def test_an_import_of_somebody_who_left_stores_nothing(self):
        sheet = xlsx(["客户名称"], ["华宁"], ["云帆"])
        batch = self.checked(Customer, sheet)
        Batch.objects.filter(pk=batch.pk).update(state="running", done=0, ok_count=0)
        self.dismiss(self.ann)
        run_job(import_in_background, batch_id=batch.pk)
        self.assertFalse(Customer.objects.exists())
        self.ended(batch)

    def test_an_undo_of_somebody_who_left_takes_nothing_back(self):
        for _number in range(3):
            make_customer(self.bob, city="A")
        batch = self.bulk(lambda: Customer.objects.update(city="B"))
        undo = work.prepare(batch, by=self.ann)
        Batch.objects.filter(pk=undo.pk).update(state="running")
        self.dismiss(self.ann)
        run_job(work.undo_in_background, batch_id=undo.pk)
        self.assertEqual(set(Customer.objects.values_list("city", flat=True)), {"B"})
        self.ended(undo)

    def test_a_replacement_of_somebody_who_left_changes_no_record(self):
        food, trade = entry("industry", "food"), entry("industry", "trade")
        for _number in range(3):
            make_customer(self.bob, industry=food)
        batch = replacing.replace(food, trade, by=self.ann)
        self.dismiss(self.ann)
        run_job(replacing.replace_in_background, batch_id=batch.pk)
        self.assertFalse(Customer.objects.filter(industry=trade).exists())
        self.ended(batch)

    def test_the_bin_is_not_emptied_for_somebody_who_left(self):
        firm.change({"bin_days": 1}, by=None)
        Customer.objects.filter(pk=make_customer(self.bob).pk).update(
            deleted_at="2020-01-01T00:00Z"
        )
        self.dismiss(self.ann)
        run_job(purging.purge_bin, by_id=self.ann.pk)
        self.assertTrue(Customer.everything.exists())


class UndoTests(UndoCase):
    def test_who_may_no_longer_assign_takes_nothing_back_from_a_colleague(self):
        carl = make_user("carl", roles=["account_manager"], language="en")
        customer = make_customer(carl)
        batch = self.bulk(lambda: Customer.objects.update(owner=self.bob), by=carl)
        batch.options = {"page": "customers:customer_bulk_assign"}
        batch.save()
        self.assertTrue(carl.may(Customer, "change"))
        self.assertIn("Only whoever did this", work.refusal(batch, carl))
        self.assertEqual(Customer.objects.get(pk=customer.pk).owner, self.bob)

    def test_a_replaced_entry_comes_back_with_its_records(self):
        food, trade = entry("industry", "food"), entry("industry", "trade")
        customer = make_customer(self.bob, industry=food)
        self.undone(replacing.replace(food, trade, by=self.ann))
        customer.refresh_from_db()
        food.refresh_from_db()
        self.assertEqual((customer.industry, food.is_active), (food, True))


class SheetTests(UndoCase):
    """A sheet adds nothing where the form would say no."""

    def setUp(self):
        super().setUp()
        grants = {
            "customers.customer": {"view": "all"},
            "customers.contact": {"view": "all", "add": "own", "change": "own"},
            "sales.order": {"view": "all", "add": "own", "change": "own"},
            "catalog.product": {"view": "all"},
        }
        self.dora = make_user("dora", grants=grants, language="en")
        self.client.force_login(self.dora)

    def refused(self, batch):
        [item] = batch.items.exclude(errors=[])
        return item.errors[0][2]

    def test_lines_are_not_added_to_the_order_of_a_colleague(self):
        theirs = make_order(self.bob)
        mine = make_order(self.dora, customer=theirs.customer)
        product = make_product(code="P1")
        heads = ["订单编号", "产品编号", "数量", "单价"]
        rows = [[order.number, "P1", 1, 1] for order in (theirs, mine)]
        batch = self.applied(self.checked(OrderLine, xlsx(heads, *rows)))
        self.assertEqual(OrderLine.objects.get(product=product).order, mine)
        self.assertIn("beyond your reach", self.refused(batch))

    def test_contacts_are_not_added_to_or_moved_to_the_customer_of_a_colleague(self):
        theirs, mine = make_customer(self.bob, "Far"), make_customer(self.dora, "Near")
        make_contact(mine, "Wang", mobile="13800000001")
        heads = ["客户", "姓名", "手机"]
        rows = [["Far", "Li", ""], ["Far", "Wang", "13800000001"], ["Near", "Zhao", ""]]
        self.applied(self.checked(Contact, xlsx(heads, rows[0], rows[2])))
        batch = self.applied(
            self.checked(Contact, xlsx(heads, rows[1]), mode="update", key="mobile")
        )
        self.assertFalse(theirs.contacts.exists())
        self.assertEqual(mine.contacts.count(), 2)
        self.assertIn("beyond your reach", self.refused(batch))
