"""Sheets whose values look right and are not: lost digits, hidden sheets, open quotation marks."""

import io

import pytest
from openpyxl import Workbook

from core.errors import RuleBroken
from core.importing.raw import as_code
from customers.models import Customer
from tests.support.sheets import SheetCase, xlsx


class TestCodes:
    """A phone, an account or a code keeps its digits, or its row is refused."""

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (1.3812345678e10, "13812345678"),
            ("1.3812345678E10", "13812345678"),
            ("13812345678.0", "13812345678"),
            ("'13812345678", "13812345678"),
            ("0512-\n6600", "0512- 6600"),
            ("1.0", "1.0"),
            ("1E10", "1E10"),
            ("无", ""),
            ("—", ""),
        ],
    )
    def test_that_were_only_written_otherwise(self, raw, code):
        assert as_code(raw) == code

    @pytest.mark.parametrize(
        "raw", [6222021234567890123.0, 110101199003078888, "6.22202123456789E+18", "1.38123E+10"]
    )
    def test_that_have_lost_digits(self, raw):
        with pytest.raises(RuleBroken):
            as_code(raw)


class WholeSheetTests(SheetCase):
    def names(self):
        return list(Customer.objects.order_by("pk").values_list("name", flat=True))

    def test_a_name_that_is_broken_into_lines_is_one_name(self):
        self.imported(Customer, xlsx(["客户\n名称", "备注"], ["华宁\n精密", "一\n二"]))
        assert list(Customer.objects.values_list("name", "remark")) == [("华宁精密", "一\n二")]

    def test_choices_are_understood_in_either_language(self):
        self.imported(
            Customer, xlsx(["客户名称", "客户类型"], ["张三", "个人"], ["李四", "person"])
        )
        assert set(Customer.objects.values_list("kind", flat=True)) == {"person"}

    def test_the_first_sheet_that_is_shown_and_filled_is_taken(self):
        book = Workbook()
        book.active.append(["客户名称"])
        book.active.append(["字典"])
        book.active.sheet_state = "hidden"
        book.create_chartsheet("图")
        book.create_sheet("空")
        shown = book.create_sheet("客户")
        for row in (["客户名称"], ["华宁"]):
            shown.append(row)
        book.active = 3
        stream = io.BytesIO()
        book.save(stream)
        self.imported(Customer, stream.getvalue())
        assert self.names() == ["华宁"]

    def test_a_title_and_long_remarks_do_not_hide_what_parts_the_cells_of_a_csv(self):
        text = "客户名单 2026\n\n客户名称;城市;备注\n华宁;苏州;a,b,c,d,e\n云帆;苏州;f\n"
        self.imported(Customer, text.encode("gb18030"), "x.csv")
        assert self.names() == ["华宁", "云帆"]

    def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(self):
        text = '客户名称,城市\n华宁,苏州\n"云帆,苏州\n远航,苏州\n'
        assert "line 3" in self.refusal(Customer, text.encode(), "x.csv")

    def test_a_web_page_called_xls_and_a_locked_book_are_told_apart(self):
        page = "<html><table>\n<tr><td>客户名称</td></tr>\n</table></html>".encode()
        assert "web page" in self.refusal(Customer, page, "x.xls")
        book = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        content = book + "EncryptedPackage".encode("utf-16-le")
        assert "password" in self.refusal(Customer, content)

    def test_a_formula_that_nothing_has_worked_out_is_told(self):
        book = Workbook()
        for row in (["客户名称", "备注"], ["=A1", "=1+1"], ["华宁", ""]):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        batch = self.checked(Customer, stream.getvalue())
        assert {line for line, _column, _why in self.findings(batch)} == {2}

    def test_a_row_of_sums_is_no_customer(self):
        batch = self.checked(Customer, xlsx(["客户名称", "积分"], ["华宁", 2], ["合 计", 2]))
        assert [line for line, _column, _why in self.findings(batch)] == [3]

    def test_a_contact_without_a_name_loses_no_phone(self):
        heads = ["客户名称", "电话", "手机", "联系人"]
        rows = [["华宁", "", "13800138000", ""], ["云帆", "0512-66001234", "13900139000", ""]]
        batch = self.checked(Customer, xlsx(heads, *rows))
        assert [line for line, _column, _why in self.findings(batch)] == [3]
        self.applied(batch)
        assert Customer.objects.get().phone == "13800138000"

    def test_hong_kong_taiwan_and_macau_have_no_divisions_and_are_kept_as_written(self):
        self.imported(
            Customer, xlsx(["客户名称", "地区"], ["华宁", "香港"], ["云帆", "台湾台北市"])
        )
        assert set(Customer.objects.values_list("city", flat=True)) == {"香港", "台湾台北市"}

    def test_a_sheet_gives_no_customer_on_file_another_state_or_credit(self):
        self.imported(Customer, xlsx(["客户名称", "状态"], ["华宁", "成交"]))
        rows = xlsx(["客户名称", "状态", "信用等级", "备注"], ["华宁", "无效", "good", "x"])
        self.imported(Customer, rows, mode="update", key="name")
        found = Customer.objects.values_list("state", "credit_level", "remark").get()
        assert found == ("deal", None, "x")
