"""Sheets as people keep them: titles, merged heads, input-method slips, formulas, bombs."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.models import Product
from core.errors import RuleBroken
from core.importing import bombs, formula_errors
from core.importing.raw import as_code, as_moment, as_number, as_text, as_tick
from customers.models import Customer
from tests.support.sheets import SheetCase, comma, xlsx, zipped

ERRORS_XLS = Path(__file__).parent / "data" / "formula-errors.xls"
DAYS = [
    "2026-3-5",
    "2026/03/05",
    "2026.3.5",
    "2026.03.05",
    "20260305",
    "2026年3月5日",
    46086,
    "２０２６年３月５日",
    " 2026-03-05\u00a0",
    "2026-03-05 00:00:00",
    date(2026, 3, 5),
]
AMOUNTS = [
    35000,
    "35,000",
    "¥35,000.00",
    "￥ 35000",
    "3.5万",
    "3.5 万元",
    "３５０００元",
    "0.00035亿",
    "RMB 35000",
    "35，000",
    "3.5e4",
]


class TestCells:
    """Each dress of a value means the same."""

    @pytest.mark.parametrize("raw", DAYS)
    def test_days(self, raw):
        assert as_moment(raw).date() == date(2026, 3, 5)

    def test_times_of_a_day(self):
        for raw in ("2026-03-05 14:30", "2026/3/5 14:30:00", "2026年3月5日 14时30分"):
            assert as_moment(raw) == datetime(2026, 3, 5, 14, 30)

    @pytest.mark.parametrize(
        "raw", ["2026-02-30", "5/3/2026", "soon", "2026", "0001-01-01", "#N/A"]
    )
    def test_what_is_no_day(self, raw):
        with pytest.raises(RuleBroken):
            as_moment(raw)

    @pytest.mark.parametrize("raw", AMOUNTS)
    def test_amounts(self, raw):
        assert as_number(raw) == 35000

    @pytest.mark.parametrize("raw", ["8折", "1.2.3", "12(", "much", "1万2", "#DIV/0!", "--1", "%"])
    def test_what_is_no_amount(self, raw):
        with pytest.raises(RuleBroken):
            as_number(raw)

    def test_shares_and_negative_amounts(self):
        assert as_number("15%") == as_number("１５％") == Decimal("0.15")
        assert as_number("(1,200.50)") == as_number("-1200.5") == Decimal("-1200.5")
        assert {as_number(raw, per_cent=True) for raw in ("13%", "13", 0.13, 13)} == {13}

    def test_yes_and_no(self):
        assert [as_tick(raw) for raw in ("是", "有", "√", "ＹＥＳ", True, 1.0)] == [True] * 6
        assert [as_tick(raw) for raw in ("否", "无", "×", "No", False, "")] == [False] * 6

    def test_text_is_clean_and_names_keep_their_brackets(self):
        assert as_text("\u3000 ＡＢＣ１２３\u200b（苏州）\u00a0") == "ABC123（苏州）"
        assert as_text(13800138000.0) == "13800138000"

    @given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.datetimes(), st.none()))
    def test_whatever_stands_in_a_cell_is_read_or_refused(self, raw):
        for read in (as_text, as_code, as_number, as_moment, as_tick):
            try:
                read(raw)
            except RuleBroken as error:
                assert str(error)


class HeadTests(SheetCase):
    def test_titles_and_blank_rows_above_the_heads(self):
        rows = [
            ["2026 年客户名单"],
            [],
            ["填表人：秦牧野", "部门"],
            ["城市", "单位全称"],
            ["苏州", "华宁"],
        ]
        batch = self.imported(Customer, xlsx(*rows))
        self.assertEqual((batch.options["header"], batch.items.get().line), (4, 5))
        self.assertEqual(str(Customer.objects.get().region), "江苏省苏州市")

    def test_heads_in_two_rows_with_merged_cells(self):
        book = Workbook()
        for row in (
            ["客户名称", "联系人", None, "城市"],
            [None, "姓名", "手机", None],
            ["华宁", "王芳", 13800138000, "苏州"],
        ):
            book.active.append(row)
        for area in ("A1:A2", "B1:C1", "D1:D2"):
            book.active.merge_cells(area)
        stream = io.BytesIO()
        book.save(stream)
        self.imported(Customer, stream.getvalue())
        customer = Customer.objects.get()
        contact = customer.contacts.get()
        self.assertEqual(
            (customer.region.name, contact.name, contact.mobile), ("苏州市", "王芳", "13800138000")
        )

    def test_a_sheet_that_begins_further_down_and_right_keeps_its_row_numbers(self):
        book = Workbook()
        book.active["C4"], book.active["D4"] = "客户名称", "级别"
        book.active["C5"], book.active["D5"] = "华宁", "Z"
        stream = io.BytesIO()
        book.save(stream)
        [(line, column, _why)] = self.findings(self.checked(Customer, stream.getvalue()))
        self.assertEqual((line, column), (5, "Level"))

    def test_unknown_heads_are_taken_from_the_first_row_with_two_cells(self):
        batch = self.checked(
            Customer, comma(["Liste"], ["Firma", "Ort"], ["A", "B"]), **{"0": "name"}
        )
        self.assertEqual((batch.options["heads"], batch.total), (["Firma", "Ort"], 1))


class ValueTests(SheetCase):
    def test_slips_of_the_input_method(self):
        row = [
            "华宁（苏州）有限公司 ",
            "ＫＨ－００７",
            "０５１２－６６００１２３４",
            "ａ＠ｂ．ｃｎ",
        ]
        self.imported(Customer, xlsx(["客户名称", "编号", "电话", "邮箱"], row))
        found = Customer.objects.values_list("name", "number", "phone", "email").get()
        self.assertEqual(found, ("华宁（苏州）有限公司", "KH-007", "0512-66001234", "a@b.cn"))

    def test_tax_rates_as_people_write_them(self):
        rows = [[f"P{n}", "x", rate] for n, rate in enumerate(("13%", "13", 0.13, 13))]
        self.imported(Product, xlsx(["编号", "名称", "税率"], *rows))
        self.assertEqual(set(Product.objects.values_list("tax_rate", flat=True)), {Decimal(13)})

    def test_csv_in_utf_16_as_excel_calls_unicode_text(self):
        content = comma(["客户名称", "城市"], ["华宁", "苏州"], encoding="utf-16", delimiter="\t")
        self.imported(Customer, content, "x.txt")
        self.assertEqual(str(Customer.objects.get().region), "江苏省苏州市")

    def test_macros_are_never_run_and_their_book_is_read(self):
        book = io.BytesIO(xlsx(["客户名称"], ["华宁"]))
        with ZipFile(book, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"Shell")
        self.imported(Customer, book.getvalue(), "x.xlsm")
        self.assertEqual(Customer.objects.get().name, "华宁")


ERRORS = (
    ["客户名称", "城市", "备注", "年营业额"],
    ["华宁", "#N/A", "#REF!", "#DIV/0!"],
    ["云帆", "苏州", "", None],
)


def errors_xlsx():
    book = Workbook()
    for row in ERRORS:
        book.active.append(row)
    assert {cell.data_type for cell in book.active[2][1:]} == {"e"}
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class FormulaErrorTests(SheetCase):
    """A formula that ends in an error is no value, and no empty cell either."""

    def assert_told(self, content, name="sheet.xlsx", **mapping):
        batch = self.checked(Customer, content, name, **mapping)
        told = sorted((line, column) for line, column, _why in self.findings(batch))
        assert told == [(2, "Annual revenue"), (2, "City"), (2, "Remark")]
        assert {why for _l, _c, why in self.findings(batch)} == {
            "The formula of this cell ends in an error. Write the value."
        }
        values = [value for item in batch.items.all() for _c, value, _w in item.errors]
        assert set(values) == set(ERRORS[1][1:])

    def test_in_xlsx(self):
        self.assert_told(errors_xlsx())

    def test_in_xls(self):
        """The file is what LibreOffice makes of the same cells."""
        self.assert_told(ERRORS_XLS.read_bytes(), "sheet.xls")

    def test_in_csv(self):
        self.assert_told(comma(*ERRORS), "sheet.csv")

    def test_in_the_sheet_that_was_chosen(self):
        book = Workbook()
        book.active.append(["nothing"])
        second = book.create_sheet("客户")
        for row in (["客户名称", "城市"], ["华宁", "#N/A"]):
            second.append(row)
        stream = io.BytesIO()
        book.save(stream)
        assert formula_errors.found(stream, 0) == {}
        assert formula_errors.found(stream, 1) == {1: {1: "#N/A"}}

    def test_cells_on_the_edge_of_what_is_read_at_once(self):
        with patch.object(formula_errors, "STEP", 7):
            found = formula_errors.found(io.BytesIO(errors_xlsx()), 0)
        assert found == {1: {1: "#N/A", 2: "#REF!", 3: "#DIV/0!"}}


@given(st.integers(0), st.binary(min_size=1, max_size=600))
def test_whatever_is_broken_in_a_file_is_left_to_the_reader(at, noise):
    for content in (errors_xlsx(), ERRORS_XLS.read_bytes()):
        place = at % len(content)
        broken = content[:place] + noise + content[place + len(noise) :]
        formula_errors.found(io.BytesIO(broken), 0)


class BombTests(SheetCase):
    def book(self, rows):
        """Return a workbook whose one sheet holds this XML of rows."""
        with ZipFile(io.BytesIO(xlsx(["客户名称"], ["华宁"]))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        head, tail = sheet.split("<sheetData>")[0], sheet.split("</sheetData>")[1]
        parts["xl/worksheets/sheet1.xml"] = f"{head}<sheetData>{rows}</sheetData>{tail}".encode()
        return zipped(**parts)

    def cell(self, place, row):
        text = f'<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'
        return f'<row r="{row}">{text}</row>'

    def test_cells_at_the_far_corners(self):
        for place, row in (("XFD1048576", 1048576), ("ZZZZZZZ9", 9), ("B99999999999", 99999999999)):
            content = self.book(self.cell("A1", 1) + self.cell(place, row))
            self.assertIn("too far apart", self.refusal(Customer, content))

    def test_a_zip_whose_directory_lies_about_its_sizes(self):
        size = settings.IMPORT_MAX_UNPACKED + 1
        bomb = bytearray(
            zipped(**{"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * size})
        )
        true, small = size.to_bytes(4, "little"), (10).to_bytes(4, "little")
        self.assertGreaterEqual(bytes(bomb).count(true), 2)
        lying = bytes(bomb).replace(true, small)
        self.assertIn("not opened", self.refusal(Customer, lying))

    def test_other_zips_are_no_sheets(self):
        inner = zipped(**{"xl/workbook.xml": b"x"})
        spread = '<table:table-cell table:number-columns-repeated="1000000000"/>'
        for content in (zipped(nested=inner), zipped(**{"content.xml": spread.encode()})):
            self.assertIn("not a sheet", self.refusal(Customer, content))

    def test_the_limit_of_cells_leaves_room_for_honest_sheets(self):
        self.assertGreater(bombs.MAX_CELLS, 200_000 * 30)
