"""Customers and contacts in one sheet: further contacts stand in the rows below their customer."""

import pytest
from django.utils import timezone

from core.importing import work
from customers.models import Contact, Customer
from tests.support.people import make_user
from tests.support.records import make_contact, make_customer
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
HEADS = ["联系人", "客户名称", "手机", "城市"]


@pytest.fixture
def ann():
    return make_user("ann", roles=["administrator"], language="en")


@pytest.fixture
def sheet(client, ann):
    client.force_login(ann)
    return ImportSteps.of(client)


def contacts():
    rows = Contact.objects.order_by("pk").values_list("customer__name", "name", "is_main")
    return list(rows)


ROWS = (
    ["王工", "华宁厂", "138 0013 8000", "伦敦"],
    ["李工", "", 13900139000.0, ""],
    ["赵工", "华宁厂", "", ""],
    ["钱工", "云帆厂", "", ""],
)


def test_further_contacts_stand_below_their_customer(sheet):
    sheet.imported(Customer, xlsx(HEADS, *ROWS))
    assert contacts() == [
        ("华宁厂", "王工", True),
        ("云帆厂", "钱工", True),
        ("华宁厂", "李工", False),
        ("华宁厂", "赵工", False),
    ]
    assert Contact.objects.get(name="李工").mobile == "13900139000"


def test_a_fault_of_the_customer_refuses_its_contacts_too(sheet):
    rows = (["王工", "x" * 200, "", ""], ["李工", "", "", ""], ["钱工", "云帆厂", "", ""])
    batch = sheet.checked(Customer, xlsx(HEADS, *rows))
    assert [line for line, _column, _why in sheet.findings(batch)] == [2, 3]
    sheet.applied(batch)
    assert contacts() == [("云帆厂", "钱工", True)]


def test_chunks_never_part_a_customer_from_its_contacts(sheet, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 2)
    sheet.imported(Customer, xlsx(HEADS, *ROWS))
    assert Customer.objects.count() == 2
    assert len(contacts()) == 4


def test_a_contact_that_is_there_already_is_left_alone(sheet, ann):
    make_contact(make_customer(ann, "华宁厂"), "李工", mobile="1")
    batch = sheet.imported(Customer, xlsx(HEADS, *ROWS), mode="both", key="name")
    assert Contact.objects.filter(name="李工").count() == 1
    assert batch.options["counts"]["same"] == 1


def test_a_row_without_customer_and_contact_is_told(sheet):
    batch = sheet.checked(Customer, xlsx(HEADS, ["王工", "华宁厂", "", ""], ["", "", "138", ""]))
    assert sheet.findings(batch)[0][0] == 3


def test_the_heads_that_firms_use_are_understood(sheet):
    heads = ["公司全称", "对接人", "手机号码", "座机", "通讯地址", "下次联系时间", "跟进计划"]
    row = [
        "华宁",
        "王芳",
        13800138000,
        "0512-66887788",
        "苏州市青山路 1 号",
        "2099年3月5日",
        "送样",
    ]
    sheet.imported(Customer, xlsx(heads, row))
    customer = Customer.objects.get()
    assert (customer.name, customer.phone) == ("华宁", "0512-66887788")
    assert (customer.address, customer.next_contact_note) == ("青山路 1 号", "送样")
    assert str(timezone.localdate(customer.next_contact_at)) == "2099-03-05"
    contact = customer.contacts.get()
    assert (contact.name, contact.mobile) == ("王芳", "13800138000")


@pytest.mark.parametrize("alone", [True, False])
def test_a_number_to_call_is_the_firms_unless_the_firm_has_one(sheet, alone):
    heads, row = ["客户", "联系人", "联系电话"], ["华宁", "王芳", "021-5588 1702"]
    if not alone:
        heads, row = [*heads, "座机"], [*row, "0512-66887788"]
    sheet.imported(Customer, xlsx([heads[0], *reversed(heads[1:])], [row[0], *reversed(row[1:])]))
    customer = Customer.objects.get()
    assert customer.phone == row[-1]
    assert customer.contacts.get().mobile == ("" if alone else "021-5588 1702")
