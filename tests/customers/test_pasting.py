"""Paste to fill: what a text names is proposed, and only what is ticked is taken over."""

import pytest

from core.routes import url_for
from customers.models import Contact, Customer
from customers.pasting import read
from tests.support.records import make_customer

TAX = "91320594MA1XK7CD3K"
INVOICE = f"""名称：苏州华宁精密机械有限公司
纳税人识别号：{TAX}
地址、电话：江苏省苏州市虎丘区科技城青山路1号 0512-66881234
开户行及账号：示例银行苏州科技城支行 1102 0203 0405 0607 089"""
CARD = """王砚青 采购经理
苏州华宁精密机械有限公司
手机：138 0013 8000
电话：0512-6688 1234
邮箱：wangyq@huaning.example
地址：江苏苏州虎丘区科技城青山路1号
www.huaning.example"""
TEXTS = [
    (
        INVOICE,
        {
            "name": "苏州华宁精密机械有限公司",
            "tax_number": TAX,
            "region": "江苏省苏州市虎丘区",
            "address": "科技城青山路1号",
            "phone": "0512-66881234",
            "bank": "示例银行苏州科技城支行",
            "bank_account": "1102 0203 0405 0607 089",
        },
    ),
    (
        CARD,
        {
            "person": "王砚青",
            "position": "采购经理",
            "name": "苏州华宁精密机械有限公司",
            "mobile": "13800138000",
            "phone": "0512-6688 1234",
            "email": "wangyq@huaning.example",
            "region": "江苏省苏州市虎丘区",
            "address": "科技城青山路1号",
            "website": "www.huaning.example",
        },
    ),
    (
        "陈星野 | 总经理\n云帆电机（杭州）有限公司\nT: 0571-88001234  F: 0571-88001235\n"
        "M: +86 139-1234-5678\nE: chen@yunfan.example\n浙江省杭州市西湖区文三路 99 号 5 楼",
        {
            "person": "陈星野",
            "position": "总经理",
            "name": "云帆电机（杭州）有限公司",
            "phone": "0571-88001234",
            "fax": "0571-88001235",
            "mobile": "13912345678",
            "email": "chen@yunfan.example",
            "region": "浙江省杭州市西湖区",
            "address": "文三路 99 号 5 楼",
        },
    ),
    (
        f"单位名称: 远山食品有限公司 税号: {TAX}\n开户银行: 演示农商银行开发区支行\n"
        "银行账号: 62220202 0000 1234 567",
        {
            "name": "远山食品有限公司",
            "tax_number": TAX,
            "bank": "演示农商银行开发区支行",
            "bank_account": "62220202 0000 1234 567",
        },
    ),
    (
        "李沐禾 13800138000 北京市朝阳区建国路8号",
        {
            "person": "李沐禾",
            "mobile": "13800138000",
            "region": "北京市朝阳区",
            "address": "建国路8号",
        },
    ),
    (
        "Huaning Co., Ltd.\nTel: 021-55881702\nlihua@huaning.example",
        {"name": "Huaning Co., Ltd.", "phone": "021-55881702", "email": "lihua@huaning.example"},
    ),
    ("随便一句话", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_a_text_is_read(text, found):
    assert read(text) == found


@pytest.mark.parametrize("text", ["\0", "：" * 2000, "1" * 2000, "地址、电话：", "税号", "(" * 500])
def test_odd_texts_are_read_without_harm(text):
    assert isinstance(read(text), dict)


def test_proposals_stand_beside_what_is_typed_and_nothing_is_stored(client):
    data = {"name": "Huaning", "pasted": INVOICE, "_read": "1"}
    page = client.post(url_for(Customer, "add"), data)
    proposals = {each.name: (each.value, each.now) for each in page.context["proposals"]}
    assert proposals["name"] == ("苏州华宁精密机械有限公司", "Huaning")
    assert proposals["tax_number"] == (TAX, "")
    assert page.context["form"]["name"].value() == "Huaning" and Customer.objects.count() == 0


def test_only_what_is_ticked_is_taken_over(client):
    url = url_for(Customer, "add")
    data = {
        "name": "Huaning",
        "kind": "organisation",
        "take": ["tax_number", "region", "owner"],
        "proposed-tax_number": TAX,
        "proposed-region": "江苏省苏州市虎丘区",
        "proposed-name": "苏州华宁精密机械有限公司",
        "proposed-owner": "1",
        "_take": "1",
    }
    form = client.post(url, data).context["form"]
    assert (form["name"].value(), form["tax_number"].value()) == ("Huaning", TAX)
    assert form["region"].value() == ("", "江苏省苏州市虎丘区")
    assert "owner" not in form.data and Customer.objects.count() == 0


def test_a_card_fills_a_contact_and_finds_its_customer(ann, client):
    make_customer(ann, "苏州华宁精密机械有限公司")
    page = client.post(url_for(Contact, "add"), {"pasted": CARD, "_read": "1"})
    proposals = {each.name: each.value for each in page.context["proposals"]}
    assert proposals == {
        "name": "王砚青",
        "position": "采购经理",
        "customer": "苏州华宁精密机械有限公司",
        "mobile": "13800138000",
        "office_phone": "0512-6688 1234",
        "email": "wangyq@huaning.example",
    }


def test_the_edit_form_takes_proposals_as_well(ann, client):
    customer = make_customer(ann, "华宁")
    page = client.post(url_for(customer, "edit"), {"pasted": INVOICE, "_read": "1"})
    assert {"tax_number", "bank"} <= {each.name for each in page.context["proposals"]}
    page = client.post(url_for(customer, "edit"), {"pasted": "无", "_read": "1"})
    assert "Nothing in this text is new here." in page.content.decode()
