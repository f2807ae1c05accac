"""Sheets that change what is on file, add what they name, and are understood at once next time."""

from unittest import mock

from django.db import IntegrityError
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from catalog.models import Product, ProductCategory
from core.importing.importer import Importer
from core.models import Batch, Change
from core.undoing import work
from customers.models import Contact, Customer
from sales.models import Order, OrderState
from tests.support.people import make_user
from tests.support.records import make_customer, make_order, make_product
from tests.support.sheets import ImportSteps, books, comma, xlsx

HEADS = ["客户名称", "客户编号", "城市"]


class UpdateCase(ImportSteps, TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.enterContext(override("en"))

    def counts(self, batch):
        return batch.options["counts"]


class UpdateTests(UpdateCase):
    """Update by key: within reach, with history, only what is new."""

    def test_records_on_file_get_the_new_values_and_the_rest_is_added(self):
        old = make_customer(self.ann, "华宁", number="KH-1", city="Wuxi", address="A 1")
        rows = [["华宁", "KH-1", "Suzhou"], ["云帆", "KH-2", "Wuxi"]]
        batch = self.imported(Customer, xlsx(HEADS, *rows), mode="both", key="number")
        old.refresh_from_db()
        self.assertEqual((old.city, old.address, old.version), ("Suzhou", "A 1", 2))
        self.assertEqual(self.counts(batch), {"changed": 1, "added": 1})
        change = Change.objects.filter(model="customers.customer", object_id=old.pk).first()
        self.assertEqual((change.verb, change.after), ("import", {"city": "Suzhou"}))

    def test_a_new_name_is_found_by_its_pinyin(self):
        make_customer(self.ann, "华宁", number="KH-1")
        rows = [["云帆", "KH-1", ""]]
        self.imported(Customer, xlsx(HEADS, *rows), mode="update", key="number")
        self.assertEqual(Customer.objects.get().name_initials, "yf")

    def test_rows_that_say_nothing_new_change_nothing(self):
        old = make_customer(self.ann, "华宁", number="KH-1", city="Wuxi")
        count = Change.objects.count()
        rows = [["华宁", "KH-1", "Wuxi"]]
        batch = self.imported(Customer, xlsx(HEADS, *rows), mode="update", key="number")
        self.assertEqual(self.counts(batch), {"same": 1})
        self.assertEqual((Change.objects.count(), batch.items.get().object_id), (count, old.pk))

    def test_empty_cells_leave_the_value_unless_told_otherwise(self):
        for clear, city in (("", "Wuxi"), ("on", "")):
            customer = make_customer(self.ann, "华宁", city="Wuxi")
            sheet = xlsx(HEADS, ["华宁", customer.number, ""])
            self.imported(Customer, sheet, mode="update", key="number", clear=clear)
            customer.refresh_from_db()
            self.assertEqual((customer.city, customer.name), (city, "华宁"))

    def test_what_cannot_be_told_apart_is_refused(self):
        for number in ("KH-1", "KH-2"):
            make_customer(self.ann, "华宁", number=number)
        make_customer(self.ann, "云帆", number="KH-3")
        rows = [["华宁", "", "A"], ["云帆", "", "A"], ["云帆", "", "B"], ["远航", "", "A"]]
        batch = self.checked(Customer, xlsx(HEADS, *rows), mode="update", key="name")
        self.assertEqual(
            [(line, why) for line, _column, why in self.findings(batch)],
            [
                (2, "Several records are called “华宁”."),
                (4, "The same record appears twice in the sheet."),
                (5, "Nothing that you may change is called “远航”."),
            ],
        )

    def test_a_record_beyond_reach_is_neither_changed_nor_doubled(self):
        bob = make_user("bob", roles=["account_manager"], language="en")
        theirs = make_customer(self.ann, "华宁", number="KH-1", city="Wuxi")
        self.client.force_login(bob)
        rows = [["华宁", "KH-1", "Suzhou"]]
        for mode in ("update", "both"):
            batch = self.checked(Customer, xlsx(HEADS, *rows), mode=mode, key="number")
            batch = self.applied(batch)
            left_out = batch.error_count + batch.options["counts"].get("skipped", 0)
            self.assertEqual((left_out, Customer.objects.count()), (1, 1))
        theirs.refresh_from_db()
        self.assertEqual(theirs.city, "Wuxi")

    def test_without_the_right_to_change_rows_are_only_added(self):
        seller = make_user("sam", roles=["account_manager"], language="en")
        self.client.force_login(seller)
        product = make_product("Sensor", code="P1")
        sheet = xlsx(["产品编号", "产品名称"], ["P1", "Hacked"])
        batch = self.checked(Product, sheet, mode="update", key="code")
        self.assertEqual(batch.error_count, 1)
        product.refresh_from_db()
        self.assertEqual(product.name, "Sensor")

    def test_a_confirmed_order_is_not_changed_by_a_sheet(self):
        customer = make_customer(self.ann, number="KH-1")
        draft = make_order(self.ann, customer=customer, number="D1")
        done = make_order(self.ann, customer=customer, number="D2", state=OrderState.CONFIRMED)
        heads = ["订单编号", "要求日期", "备注", "状态"]
        rows = [["D1", "2026-12-01", "soon", "cancelled"], ["D2", "2026-12-01", "soon", ""]]
        batch = self.applied(self.checked(Order, xlsx(heads, *rows), mode="update", key="number"))
        [(line, _column, why)] = self.findings(batch)
        self.assertEqual((line, why), (3, "Only a draft can be edited."))
        remarks = dict(Order.objects.values_list("number", "remark"))
        self.assertEqual(remarks, {draft.number: "soon", done.number: ""})
        self.assertEqual(Order.objects.get(number="D1").state, OrderState.DRAFT)

    def test_contacts_are_found_by_customer_and_name(self):
        customer = make_customer(self.ann, "华宁", number="KH-1")
        heads = ["客户编号", "姓名", "手机"]
        self.imported(Contact, xlsx(heads, ["KH-1", "王芳", 13800138000]))
        sheet = xlsx(heads, ["KH-1", "王芳", 13900139000], ["KH-1", "李敏", ""])
        batch = self.imported(Contact, sheet, mode="both", key="customer+name")
        self.assertEqual(self.counts(batch), {"changed": 1, "added": 1})
        self.assertEqual(customer.contacts.get(name="王芳").mobile, "13900139000")

    def test_a_customer_on_file_gets_the_contact_of_the_row_once(self):
        customer = make_customer(self.ann, "华宁", number="KH-1")
        sheet = xlsx(["客户编号", "联系人", "手机"], ["KH-1", "王芳", 13800138000])
        for _time in range(2):
            self.imported(Customer, sheet, mode="update", key="number")
        contact = customer.contacts.get()
        self.assertTrue(contact.is_main)

    def test_undoing_it_gives_the_former_values_back(self):
        old = make_customer(self.ann, "华宁", number="KH-1", city="Wuxi")
        rows = [["华宁", "KH-1", "Suzhou"], ["云帆", "KH-2", "Wuxi"]]
        batch = self.imported(Customer, xlsx(HEADS, *rows), mode="both", key="number")
        undo = work.prepare(batch, by=self.ann)
        work.look_ahead(undo)
        work.begin(undo, by=self.ann)
        self.assertEqual([(c, c.city) for c in Customer.objects.all()], [(old, "Wuxi")])


class MissingTests(UpdateCase):
    """Records that a sheet names and nobody has are added when the person wants it."""

    def test_a_missing_category_is_made_once_for_all_rows(self):
        sheet = comma(
            ["code", "name", "产品分类"], ["P1", "a", "仪表"], ["P2", "b", "仪表"], ["P3", "c", ""]
        )
        refused = self.checked(Product, sheet)
        self.assertEqual(refused.error_count, 2)
        batch = self.checked(Product, sheet, make=["category"])
        self.assertEqual((batch.error_count, batch.options["making"]), (0, {"category": 1}))
        self.assertFalse(ProductCategory.objects.exists())
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        self.assertContains(page, "Category: 1 new")
        self.applied(batch)
        [category] = ProductCategory.objects.all()
        self.assertEqual(category.products.count(), 2)

    def test_it_needs_the_right_to_add_such_records(self):
        self.client.force_login(make_user("sam", roles=["account_manager"], language="en"))
        sheet = comma(["code", "name", "产品分类"], ["P1", "a", "仪表"])
        batch = self.checked(Product, sheet, make=["category"])
        self.assertEqual(batch.error_count, 1)
        self.assertFalse(ProductCategory.objects.exists())

    def test_customers_that_contacts_name_get_numbers_and_an_owner(self):
        make_customer(self.ann, "华宁")
        sheet = xlsx(["客户", "姓名"], ["云帆", "王芳"], ["远航", "李敏"])
        batch = self.imported(Contact, sheet, make=["customer"])
        self.assertEqual(batch.ok_count, 2)
        self.assertEqual(set(Customer.objects.values_list("owner", flat=True)), {self.ann.pk})
        self.assertEqual(len(set(Customer.objects.values_list("number", flat=True))), 3)


class RefusedByTheDatabaseTests(UpdateCase):
    def test_numbers_of_a_failed_chunk_are_given_again_without_clash(self):
        """A chunk that fails rolls back the series; its rows take their numbers anew."""
        real, calls = Importer.store, []

        def failing(self, lines, *, by):
            real(self, lines, by=by)
            calls.append(lines)
            if len(calls) == 1:
                raise IntegrityError

        batch = self.checked(Customer, xlsx(["客户名称"], ["华宁"], ["云帆"]))
        with mock.patch.object(Importer, "store", failing):
            batch = self.applied(batch)
        self.assertEqual((batch.ok_count, batch.error_count), (2, 0))
        make_customer(self.ann, "远航")
        self.assertEqual(len(set(Customer.objects.values_list("number", flat=True))), 3)


class RememberTests(UpdateCase):
    def test_the_mapping_and_the_choices_are_those_of_the_last_like_sheet(self):
        first = comma(["Firma", "Ort", "客户编号"], ["Huaning", "Suzhou", "KH-1"])
        self.imported(
            Customer, first, "x.csv", **{"0": "name", "1": "city"}, mode="both", key="name"
        )
        again = comma(["客户编号", "Ort", "Firma"], ["KH-2", "Wuxi", "Yunfan"])
        self.upload(Customer, again, "y.csv")
        options = Batch.objects.latest("pk").options
        self.assertEqual(options["mapping"], {"0": "number", "1": "city", "2": "name"})
        self.assertEqual((options["mode"], options["key"]), ("both", "name"))
        page = self.client.get(reverse("core:batch_map", args=[Batch.objects.latest("pk").pk]))
        self.assertContains(page, "As you chose for the last sheet")

    def test_the_choices_of_others_are_theirs(self):
        first = comma(["Firma", "Ort"], ["Huaning", "Suzhou"])
        self.imported(Customer, first, "x.csv", **{"0": "name", "1": "city"})
        self.client.force_login(make_user("bob", roles=["administrator"], language="en"))
        self.upload(Customer, first, "x.csv")
        self.assertEqual(Batch.objects.latest("pk").options["mapping"], {})

    def test_another_sheet_of_the_book_can_be_chosen(self):
        book = books(Notes=[["read me"]], 客户=[["客户名称"], ["华宁"], ["云帆"]])
        self.upload(Customer, book)
        batch = Batch.objects.latest("pk")
        url = reverse("core:batch_map", args=[batch.pk])
        self.client.post(url, {"look": "1", "look-sheet": "1", "look-header": "1"})
        batch.refresh_from_db()
        self.assertEqual((batch.options["heads"], batch.total), (["客户名称"], 2))
        self.client.post(url, {"column0": "name"})
        self.assertEqual(self.worked(batch).ok_count, 2)

    def test_the_first_rows_are_shown_as_they_will_be_stored(self):
        make_customer(self.ann, "华宁", number="KH-1", city="Wuxi")
        rows = [["华宁", "KH-1", "Suzhou", "2026年3月5日"], ["云帆", "KH-2", "", "soon"]]
        sheet = xlsx([*HEADS, "建档日期"], *rows)
        batch = self.checked(Customer, sheet, mode="both", key="number")
        page = self.client.get(reverse("core:batch_detail", args=[batch.pk]))
        changed, refused = page.context["preview"]
        self.assertEqual(changed.outcome, "Changed")
        self.assertEqual([cell.text for cell in changed.cells][2:], ["Suzhou", "2026-03-05"])
        self.assertEqual([cell.new for cell in changed.cells], [False, False, True, True])
        self.assertEqual(refused.outcome, "Refused")
        self.assertIn("Not a date", refused.cells[3].fault)
