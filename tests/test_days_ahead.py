"""Follow-ups and orders of times to come: they would keep customers from pool and warning."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import RuleBroken
from customers.models import Customer, Interaction
from customers.services import interactions
from sales.models import Order
from sales.services import orders
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_followup, make_order
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ann():
    return make_user("ann", roles=["administrator"], language="en")


@pytest.fixture
def customer(ann):
    return make_customer(ann, "华宁")


def last_contact(customer):
    return Customer.objects.get(pk=customer.pk).last_contact_at


def test_no_follow_up_lies_ahead(ann, customer):
    row = Interaction(
        customer=customer,
        kind=entry("interaction_kind", "phone"),
        summary="x",
        at=timezone.now() + DAY,
        no_next_reason="x",
    )
    with pytest.raises(RuleBroken):
        interactions.create(row, by=ann)
    row.at = timezone.now()
    interactions.create(row, by=ann)
    row.at += 365 * DAY
    with pytest.raises(RuleBroken):
        interactions.update(row, by=ann)


def test_nor_an_order(ann, customer):
    order = make_order(ann, customer=customer)
    order.ordered_on = timezone.localdate() + DAY
    with pytest.raises(RuleBroken):
        orders.update(order, by=ann)
    with pytest.raises(RuleBroken):
        make_order(ann, customer=customer, ordered_on=order.ordered_on)


def test_nor_one_in_a_sheet(client, ann, customer):
    client.force_login(ann)
    sheet, ahead = ImportSteps.of(client), f"{timezone.localdate() + DAY}"
    rows = xlsx(
        ["订单编号", "客户", "下单日期"], ["D1", "华宁", ahead], ["D2", "华宁", "2026-01-05"]
    )
    assert [line for line, _c, _why in sheet.findings(sheet.checked(Order, rows))] == [2]
    heads = ["客户", "时间", "方式", "内容"]
    rows = xlsx(heads, ["华宁", "2199-01-01", "电话", "x"], ["华宁", "2026-01-05", "电话", "x"])
    assert [line for line, _c, _why in sheet.findings(sheet.checked(Interaction, rows))] == [2]


def test_a_follow_up_that_is_dated_back_takes_the_last_contact_along(ann, customer):
    other = make_customer(ann, "云帆")
    talk = make_followup(customer)
    interactions.update(talk, by=ann)
    talk.at -= 100 * DAY
    interactions.update(talk, by=ann)
    assert last_contact(customer) == talk.at
    talk.customer = other
    talk.new_links.clear()
    interactions.update(talk, by=ann)
    assert (last_contact(customer), last_contact(other)) == (None, talk.at)
