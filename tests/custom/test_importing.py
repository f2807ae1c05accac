"""Custom fields in sheets: read by their names, checked like typed ones, changed by key."""

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from core.models import CustomField
from customers.models import Customer
from tests.custom.base import make_field
from tests.support.people import make_user
from tests.support.records import entry, make_customer
from tests.support.sheets import ImportSteps, xlsx

Kind = CustomField.Kind


class CustomSheetTests(ImportSteps, TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.enterContext(override("en"))

    def test_every_kind_is_read(self):
        group = make_customer(self.ann, "云帆集团")
        kinds = (
            (Kind.TEXT, "区域", " 高新区 ", "高新区"),
            (Kind.NUMBER, "人数", 1200.0, "1200.0000"),
            (Kind.MONEY, "年产值", "￥1,200,000.5", "1200000.50"),
            (Kind.DAY, "成立日期", "2026年3月5日", "2026-03-05"),
            (Kind.TICK, "进出口", "是", True),
            (Kind.CHOICE, "第二行业", "食品饮料", entry("industry", "food").pk),
            (Kind.LINK, "网店", "shop.example.cn", "https://shop.example.cn"),
            (Kind.PERSON, "技术支持", "ann", self.ann.pk),
            (Kind.RECORD, "上级公司", "云帆集团", group.pk),
        )
        for number, (kind, label, _cell, _stored) in enumerate(kinds):
            target = "customers.customer" if kind == Kind.RECORD else ""
            make_field(kind, label, name=f"field{number}", target=target)
        make_field(Kind.CHOICES, "经营范围", name="scope")
        heads = ["客户名称", *(label for _k, label, _c, _s in kinds), "经营范围"]
        row = ["华宁", *(cell for _k, _l, cell, _s in kinds), "食品饮料、批发零售"]
        self.imported(Customer, xlsx(heads, row))
        scope = [entry("industry", "food").pk, entry("industry", "trade").pk]
        wanted = {f"field{n}": stored for n, (*_kind, stored) in enumerate(kinds)}
        self.assertEqual(Customer.objects.get(name="华宁").custom, {**wanted, "scope": scope})

    def test_a_faulty_cell_is_told_by_row_and_column(self):
        make_field(Kind.MONEY, "年产值", name="output")
        batch = self.checked(Customer, xlsx(["客户名称", "年产值"], ["华宁", "很多"]))
        [(line, column, _reason)] = self.findings(batch)
        self.assertEqual((line, column), (2, "年产值"))

    def test_a_column_that_is_not_in_the_sheet_gets_the_default(self):
        make_field(Kind.TEXT, "区域", name="area", default="高新区")
        self.imported(Customer, xlsx(["客户名称"], ["华宁"]))
        self.assertEqual(Customer.objects.get().custom, {"area": "高新区"})

    def test_a_sheet_changes_one_field_and_leaves_the_others(self):
        make_field(Kind.TEXT, "区域", name="area")
        custom = {"area": "老城区", "other": "x"}
        old = make_customer(self.ann, "华宁", number="KH-1", custom=custom)
        sheet = xlsx(["客户名称", "客户编号", "区域"], ["华宁", "KH-1", "高新区"])
        self.imported(Customer, sheet, mode="update", key="number")
        old.refresh_from_db()
        self.assertEqual(old.custom, {"area": "高新区", "other": "x"})
        batch = self.imported(Customer, sheet, mode="update", key="number")
        self.assertEqual(batch.options["counts"], {"same": 1})

    def test_the_empty_sheet_offers_it_to_those_who_see_it(self):
        make_field(Kind.TEXT, "区域", name="area", roles=["executive"])
        answer = self.client.get(reverse("customers:customer_import"))
        self.assertNotIn("区域", str(answer.context["page"].importer.columns))
