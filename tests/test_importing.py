"""Import of sheets as they come: clean, dirty, hostile."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.test import TestCase, override_settings

from catalog.models import Product
from core.importing import bombs, sheets
from core.models import Batch
from customers.models import Contact, Customer
from sales.models import Order
from tests.support.fingerprint import fingerprint
from tests.support.people import make_user
from tests.support.records import make_customer, make_product
from tests.support.sheets import ImportSteps, comma, xlsx, zipped

HEADS = ["客户名称", "客户编号", "级别", "电话", "建档日期", "注册资本"]
OLD_XLS = Path(__file__).parent / "data" / "customers.xls"


class ImportCase(ImportSteps, TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)


class CleanSheetTests(ImportCase):
    def test_a_sheet_becomes_customers_of_the_one_who_imports(self):
        row = ["华宁机械", "KH-7", "A", "021-5588 1702", date(2026, 3, 1), 12.5]
        batch = self.imported(Customer, xlsx(HEADS, row))
        customer = Customer.objects.get()
        self.assertEqual((customer.owner, customer.created_by), (self.ann, self.ann))
        self.assertEqual((customer.name, customer.name_initials), ("华宁机械", "hnjx"))
        self.assertEqual((customer.number, customer.level.code), ("KH-7", "a"))
        self.assertEqual(customer.filed_on, date(2026, 3, 1))
        self.assertEqual(customer.registered_capital, Decimal("12.50"))
        self.assertEqual(batch.items.get().object_id, customer.pk)

    def test_nothing_is_written_before_the_rows_are_stored(self):
        before = fingerprint()[0]
        batch = self.checked(Customer, xlsx(HEADS, ["华宁机械"]))
        self.assertEqual((batch.state, batch.ok_count), ("checked", 1))
        self.assertEqual(fingerprint()[0], before)

    def test_a_row_brings_its_main_contact_along(self):
        self.imported(
            Customer, xlsx(["客户名称", "联系人", "手机"], ["华宁", "王芳", 13800138000.0])
        )
        contact = Contact.objects.get(customer__name="华宁")
        self.assertEqual((contact.name, contact.mobile), ("王芳", "13800138000"))
        self.assertTrue(contact.is_main)

    def test_the_person_may_choose_other_columns(self):
        content = comma(["Firma", "Ort"], ["Huaning", "Suzhou"])
        self.imported(Customer, content, "x.csv", **{"0": "name", "1": "city"})
        self.assertEqual(Customer.objects.get().city, "Suzhou")

    def test_products_and_orders_find_what_they_name(self):
        customer = make_customer(self.ann, "华宁", number="KH-7")
        self.imported(Product, comma(["code", "name", "单价"], ["P1", "Sensor", "¥1,280.50"]))
        self.assertEqual(Product.objects.get().price, Decimal("1280.50"))
        rows = [["order_id", "customer_id", "order_date"], ["D1", "KH-7", "1997-07-04"]]
        self.imported(Order, comma(*rows))
        self.assertEqual(Order.objects.get().customer, customer)


class DirtySheetTests(ImportCase):
    def sole(self, *rows, content=None, name="sheet.xlsx"):
        """Import rows below a head; return the one customer."""
        self.imported(Customer, content or xlsx(HEADS, *rows), name)
        return Customer.objects.get()

    def test_csv_from_a_chinese_excel(self):
        content = comma(HEADS, ["云帆·电子", "", "A级"[0]], encoding="gb18030")
        self.assertEqual(self.sole(content=content, name="客户.csv").name, "云帆·电子")

    def test_semicolons_tabs_and_a_byte_order_mark(self):
        for n, (delimiter, encoding) in enumerate(((";", "utf-8-sig"), ("\t", "utf-8"))):
            content = comma(HEADS, [f"云帆{n}", "", "B"], encoding=encoding, delimiter=delimiter)
            self.imported(Customer, content, "x.csv")
        self.assertEqual(Customer.objects.filter(level__code="b").count(), 2)

    def test_an_xls_that_is_called_xlsx(self):
        self.assertEqual(self.sole(content=OLD_XLS.read_bytes()).name, "华宁机械")

    def test_days_in_all_dresses(self):
        days = [46348, "2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日"]
        rows = [[f"云帆{n}", "", "", "", day] for n, day in enumerate(days)]
        self.imported(Customer, xlsx(HEADS, *rows))
        found = set(Customer.objects.values_list("filed_on", flat=True))
        self.assertEqual(found, {date(2026, 11, 22)})

    def test_numbers_in_all_dresses(self):
        amounts = [1234.5, "1,234.50", "¥1234.5", "１２３４．５", "1234.50 "]
        rows = [[f"云帆{n}", "", "", "", "", amount] for n, amount in enumerate(amounts)]
        self.imported(Customer, xlsx(HEADS, *rows))
        found = set(Customer.objects.values_list("registered_capital", flat=True))
        self.assertEqual(found, {Decimal("1234.50")})

    def test_a_phone_that_became_a_number(self):
        self.assertEqual(self.sole(["云帆", "", "", 13800138000.0]).phone, "13800138000")

    def test_leading_zeros_stay(self):
        self.assertEqual(self.sole(["云帆", "00017", "", "0512-6600"]).number, "00017")

    def test_blank_rows_are_left_out_and_lines_keep_their_numbers(self):
        batch = self.checked(Customer, xlsx(HEADS, [], ["云帆"], [None, " "], ["", "KH-2"]))
        self.assertEqual(batch.total, 2)
        [(line, column, _why)] = self.findings(batch)
        self.assertEqual((line, column), (5, "Customer name"))

    def test_every_fault_is_told_with_line_column_and_reason(self):
        make_customer(self.ann, number="KH-1")
        rows = [
            ["ok", "KH-9"],
            ["", "KH-2"],
            ["taken", "KH-1"],
            ["twice", "KH-9"],
            ["level", "", "Z"],
            ["day", "", "", "", "soon"],
            ["sum", "", "", "", "", "much"],
            ["both", "", "Z", "", "soon"],
        ]
        batch = self.checked(Customer, xlsx(HEADS, *rows))
        found = [(line, column) for line, column, _why in self.findings(batch)]
        self.assertEqual(
            found,
            [
                (3, "Customer name"),
                (4, "Number"),
                (5, "Number"),
                (6, "Level"),
                (7, "Filed on"),
                (8, "Registered capital"),
                (9, "Level"),
                (9, "Filed on"),
            ],
        )
        self.assertEqual((batch.ok_count, batch.error_count), (1, 7))
        batch = self.applied(batch)
        self.assertEqual(
            list(Customer.objects.filter(number="KH-9").values_list("name")), [("ok",)]
        )

    def test_text_that_is_too_long_is_told_not_cut(self):
        batch = self.checked(Customer, xlsx(HEADS, ["云" * 121, "K" * 31, "", "1" * 41]))
        told = {column for _line, column, _why in self.findings(batch)}
        self.assertEqual(told, {"Customer name", "Number", "Phone"})

    def test_numbers_beyond_the_column_are_told(self):
        rows = [
            ["a", "", "", "", "", 10**15],
            ["b", "", "", "", "", "1e40"],
            ["c", "", "", "", "", -1],
        ]
        batch = self.checked(Customer, xlsx(HEADS, *rows))
        self.assertEqual(batch.error_count, 3)

    def test_required_columns_that_are_missing_stop_the_wizard(self):
        with self.assertRaises(AssertionError) as caught:
            self.checked(Customer, comma(["城市"], ["苏州"]))
        self.assertIn("Customer name", str(caught.exception))
        self.assertEqual(Batch.objects.get().state, "draft")

    def test_one_field_cannot_be_filled_from_two_columns(self):
        with self.assertRaises(AssertionError) as caught:
            self.checked(Customer, comma(["a", "b"], ["x", "y"]), **{"0": "name", "1": "name"})
        self.assertIn("chosen twice", str(caught.exception))

    def test_a_row_names_only_what_its_importer_may_see(self):
        bob = make_user("bob", roles=["account_manager"], language="en")
        make_customer(self.ann, "华宁", number="KH-7")
        make_product("Sensor", code="P1")
        self.client.force_login(bob)
        rows = [["order_id", "customer_id", "order_date"], ["D1", "KH-7", "1997-07-04"]]
        batch = self.checked(Order, comma(*rows))
        [(_line, column, why)] = self.findings(batch)
        self.assertEqual(column, "Customer")
        self.assertNotIn("华宁", why)


class HostileSheetTests(ImportCase):
    def test_no_rows_and_only_a_head(self):
        for content in (b"", b"\n \n", comma(HEADS), xlsx(HEADS), xlsx()):
            self.assertTrue(self.refusal(Customer, content))

    def test_noise(self):
        for content in (b"\x00\xff" * 50, b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"x" * 99):
            self.assertTrue(self.refusal(Customer, content))

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        bomb = zipped(**{"xl/worksheets/sheet1.xml": b"0" * (settings.IMPORT_MAX_UNPACKED + 1)})
        self.assertLess(len(bomb), 1_000_000)
        with mock.patch.object(sheets, "sheet_rows") as opened:
            self.assertIn("not opened", self.refusal(Customer, bomb))
        opened.assert_not_called()

    def test_a_zip_of_thousands_of_members_is_refused(self):
        many = zipped(**{f"m{n}": b"" for n in range(bombs.MAX_MEMBERS + 1)})
        self.assertIn("not opened", self.refusal(Customer, many))

    @override_settings(IMPORT_MAX_BYTES=1000)
    def test_a_file_beyond_the_limit_is_refused(self):
        self.assertIn("larger", self.refusal(Customer, b"name\n" + b"x" * 1000))

    def test_entities_are_not_expanded(self):
        secret = Path(__file__).parent / "data" / "requirement-ids.txt"
        book = self.workbook(
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "boom">]>', "&x;&y;"
        )
        answer = self.upload(Customer, book)
        if answer.status_code == 302:
            sample = Batch.objects.get().options["sample"]
            self.assertNotIn("ACC-01", " ".join(sample))

    def test_an_entity_bomb_does_not_explode(self):
        nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        book = self.workbook(f'<!DOCTYPE r [<!ENTITY e0 "ha">{nested}]>', "&e9;")
        answer = self.upload(Customer, book)
        if answer.status_code == 302:
            self.assertLess(len(str(Batch.objects.get().options)), 10_000)

    def workbook(self, doctype, text):
        """Return a workbook whose second row holds `text` under a document type."""
        rows = "".join(
            f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{cell}</t></is></c></row>'
            for n, cell in ((1, "name"), (2, text))
        )
        spaces = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        parts = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'content-types"><Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main'
            f'+xml"/><Override PartName="/xl/s.xml" ContentType="{kinds}worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{spaces}" xmlns:r="{office}"><sheets>'
            '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship '
            f'Id="r1" Type="{office}/worksheet" Target="s.xml"/></Relationships>',
            "xl/s.xml": f'{doctype}<worksheet xmlns="{spaces}"><sheetData>{rows}</sheetData>'
            "</worksheet>",
        }
        return zipped(**parts)
