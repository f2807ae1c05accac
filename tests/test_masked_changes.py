"""Nobody changes what they cannot read: by no call, sheet, former value or merge."""

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from core import firm
from core.custom.importing import importer_for
from core.models import Change
from core.privacy import revealing
from core.routes import url_for
from customers.models import Contact, Customer
from tests.support.calls import HAS_TOKENS, Program
from tests.support.people import make_department, make_role, make_user, shipped_grants
from tests.support.planted import mask_everything
from tests.support.records import make_contact, make_customer
from tests.support.sheets import ImportSteps, xlsx

PHONE, FORMER, MOBILE = "13800995678", "13911112222", "15900114321"
HEADS = ["客户编号", "客户名称", "电话", "城市"]


class MaskedCase(ImportSteps, TestCase):
    def setUp(self):
        self.enterContext(override("en"))
        east = make_department("East")
        grants = {**shipped_grants("sales_supervisor"), **HAS_TOKENS}
        role = make_role("seller", {**grants, **importing(grants)})
        self.bob = make_user("bob", east, roles=[role], language="en")
        self.ann = make_user("ann", east, roles=["account_manager"])
        self.customer = make_customer(self.ann, "华宁", number="KH-1", phone=FORMER)
        Customer.objects.filter(pk=self.customer.pk).update(phone=PHONE)
        self.contact = make_contact(self.customer, "王工", mobile=MOBILE)
        mask_everything("seller")
        self.client.force_login(self.bob)

    def phone(self):
        return Customer.objects.get(pk=self.customer.pk).phone


def importing(grants):
    """Let a role bring sheets in that add and change."""
    kinds = ("customers.customer", "customers.contact")
    return {kind: {**grants.get(kind, {}), "add": "below", "change": "below"} for kind in kinds}


class CallTests(MaskedCase):
    def test_a_call_that_sends_it_is_refused_and_one_without_it_keeps_it(self):
        program = Program(self.bob)
        path = f"customers/{self.customer.pk}"
        version = program.get(path).data["version"]
        refused = program.patch(path, {"phone": "13700000000", "version": version})
        self.assertEqual(refused.status_code, 422)
        self.assertIn("phone", refused.data["errors"])
        sent_back = {"phone": "138****5678", "city": "Wuxi", "version": version}
        self.assertEqual(program.patch(path, sent_back).status_code, 200)
        self.assertEqual(self.phone(), PHONE)
        self.assertEqual(Customer.objects.get(pk=self.customer.pk).city, "Wuxi")


class SheetTests(MaskedCase):
    def check(self, *row, model=Customer, heads=HEADS, **choices):
        return self.checked(model, xlsx(heads, list(row)), **choices)

    def test_an_export_may_come_back_with_what_it_masked(self):
        batch = self.check("KH-1", "华宁", "138****5678", "Wuxi", mode="update", key="number")
        self.assertEqual(batch.error_count, 0)
        self.applied(batch)
        self.assertEqual(self.phone(), PHONE)
        self.assertEqual(Customer.objects.get(pk=self.customer.pk).city, "Wuxi")

    def test_a_typed_number_is_refused_even_the_right_one(self):
        for number in ("13700000000", PHONE):
            batch = self.check("KH-1", "华宁", number, "Wuxi", mode="update", key="number")
            [(_line, column, why)] = self.findings(batch)
            self.assertEqual(column, "Phone")
            self.assertIn("you cannot change it", why)
        self.applied(batch)
        self.assertEqual(self.phone(), PHONE)

    def test_empty_cells_that_empty_fields_leave_it(self):
        batch = self.check("KH-1", "华宁", "", "", mode="update", key="number", clear="on")
        self.applied(batch)
        self.assertEqual(self.phone(), PHONE)

    def test_a_sheet_of_numbers_is_no_way_to_guess_one(self):
        heads = ["客户", "姓名", "手机"]
        sheet = {"model": Contact, "heads": heads, "mode": "update"}
        batch = self.check("华宁", "王工", MOBILE, key="customer+name", **sheet)
        page = self.client.get(reverse("core:batch_map", args=[batch.pk]))
        offered = [key for key, _label in page.context["form"].fields["key"].choices]
        self.assertEqual(offered, ["customer+name"])
        batch.options["key"] = "mobile"  # as it was chosen before the firm decided on masks
        importer = importer_for(batch.model, self.bob)
        [line] = importer.check([(2, ["华宁", "王工", MOBILE])], batch.options, by=self.bob)
        self.assertIn("choose something else", line.errors[0][2])
        self.assertIsNone(line.obj)

    def test_a_sheet_of_numbers_marks_no_double_by_a_masked_phone(self):
        heads = ["客户名称", "电话", "联系人", "联系人手机"]
        rows = (["远航", PHONE, "", ""], ["云帆", "", "李工", MOBILE], ["华宁", "", "", ""])
        batch = self.checked(Customer, xlsx(heads, *rows))
        marked = batch.items.filter(values__isnull=False).values_list("line", flat=True)
        self.assertEqual(list(marked), [4])  # by its name
        revealing.decide({}, by=None)  # who may read may ask
        batch = self.checked(Customer, xlsx(heads, *rows))
        marked = batch.items.filter(values__isnull=False).values_list("line", flat=True)
        self.assertEqual(list(marked.order_by("line")), [2, 3, 4])


class FormerValueTests(MaskedCase):
    def test_a_former_value_is_neither_told_nor_put_back(self):
        change = Change.objects.get(model="customers.customer", before__phone=FORMER)
        page = f"{url_for(self.customer, 'restore_value')}?change={change.pk}&field=phone"
        self.assertEqual(self.client.get(page).status_code, 404)
        self.assertEqual(self.client.post(page, {"seen": "1"}).status_code, 404)
        self.assertEqual(self.phone(), PHONE)
        told = self.client.get(f"{self.customer.get_absolute_url()}?tab=history")
        self.assertContains(told, "139****2222")
        self.assertNotContains(told, FORMER)

    def test_their_own_they_change_as_before(self):
        firm.change({"privacy_own": True}, by=None)
        mine = make_customer(self.bob, "远航", number="KH-2", phone=FORMER)
        batch = self.checked(
            Customer, xlsx(HEADS, ["KH-2", "远航", PHONE, ""]), mode="update", key="number"
        )
        self.applied(batch)
        mine.refresh_from_db()
        self.assertEqual(mine.phone, PHONE)
