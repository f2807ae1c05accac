"""The contact log (客户联系明细): follow-ups about orders, numbers of customer and clerk."""

import pytest
from django.urls import reverse

from core.routes import url_for
from customers.models import Interaction
from sales.models import OrderState
from tests.support.people import make_department, make_user
from tests.support.records import (
    entry,
    make_customer,
    make_followup,
    make_opportunity,
    make_order,
)
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
ADD, LIST = "customers:interaction_add", "customers:interaction_list"


@pytest.fixture
def ann():
    sales = make_department("Sales")
    return make_user("ann", sales, ["account_manager"], language="en", employee_no="A-017")


@pytest.fixture
def customer(ann):
    return make_customer(ann, "云帆精密机械")


@pytest.fixture
def order(ann, customer):
    return make_order(ann, customer=customer)


def typed(customer, **values):
    kind = entry("interaction_kind", "visit").pk
    basic = {"customer": customer.pk, "kind": kind, "at": "2026-03-02T10:00"}
    return {**basic, "summary": "催交货", "no_next_reason": "等通知", **values}


def composer(client, record):
    page = client.get(f"{url_for(record, 'detail')}?tab=events")
    return page.content.decode().partition('class="zk-card zk-composer"')[2].partition("</form>")[0]


@pytest.mark.parametrize("kind", ["order", "opportunity"])
def test_a_follow_up_is_written_on_the_page_of_what_it_is_about(client, ann, customer, kind):
    make = {"order": make_order, "opportunity": make_opportunity}[kind]
    record = make(ann, customer=customer)
    client.force_login(ann)
    form = composer(client, record)
    assert f'name="customer" value="{customer.pk}"' in form
    assert f'name="{kind}" value="{record.pk}"' in form
    assert f'name="{kind}_text"' not in form  # nobody picks what is known
    address = f"{reverse(ADD)}?customer={customer.pk}&{kind}={record.pk}"
    assert address.replace("&", "&amp;") in form
    answer = client.post(address, typed(customer, **{kind: record.pk}))
    back = f"{url_for(record, 'detail')}?tab=events"
    assert answer.headers["Location"] == back
    assert "催交货" in client.get(back).content.decode()


def test_who_does_not_see_the_customer_is_offered_no_form(client, ann, customer):
    bob = make_user("bob", make_department("Service"), ["account_manager"])
    order = make_order(bob, customer=customer)
    client.force_login(bob)
    assert url_for(order, "detail")
    assert composer(client, order) == ""


def test_an_opportunity_without_a_customer_on_file_has_no_form(client, ann):
    client.force_login(ann)
    assert composer(client, make_opportunity(ann)) == ""


def test_the_order_of_another_customer_is_refused(client, ann, customer):
    foreign = make_order(ann)
    client.force_login(ann)
    page = client.post(reverse(ADD), typed(customer, order=foreign.pk))
    assert "belongs to another customer" in page.content.decode()
    assert not Interaction.objects.exists()


def test_open_documents_of_the_customer_are_offered_first(client, ann, customer, order):
    cancelled = make_order(ann, customer=customer, state=OrderState.CANCELLED)
    make_order(ann)
    client.force_login(ann)
    options = client.get(f"{reverse('sales:order_options')}?customer={customer.pk}")
    text = options.content.decode()
    assert 0 < text.index(order.number) < text.index(cancelled.number)
    assert text.count('role="option"') == 2


def test_the_log_has_its_columns_in_the_order_that_is_asked_for(client, ann, customer, order):
    make_followup(customer, "催交货", order=order, category="a")
    make_followup(customer, "问候")
    client.force_login(ann)
    names = "customer.number,customer,summary,category,author.employee_no,author,order"
    page = client.get(f"{reverse(LIST)}?cols={names}&order={order.pk}")
    table = page.context["table"]
    assert [head.name for head in table.heads] == ["at", *names.split(",")]
    [row] = table.rows
    cells = [str(cell.html) for cell in row.cells]
    for cell, said in zip(
        cells[1:],
        (customer.number, customer.name, "催交货", "A", "A-017", "ann", order.number),
        strict=True,
    ):
        assert said.lower() in cell.lower()


def test_the_sheet_has_the_same_columns(client, ann, customer, order):
    make_followup(customer, "催交货", order=order)
    client.force_login(ann)
    names = "customer.number,customer,summary,author.employee_no,order"
    answer = client.get(f"{reverse('customers:interaction_export')}?format=csv&cols={names}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Customer number,Customer,What was said,Employee number,Order" in text
    assert f"{customer.number},云帆精密机械,催交货,A-017,{order.number}" in text


def test_a_sheet_names_clerks_and_orders_by_number(client, ann, customer, order):
    sheet = xlsx(
        ("客户编号", "时间", "方式", "内容", "业务员编号", "订单号"),
        (customer.number, "2026-03-02", "电话", "催交货", "A-017", order.number),
    )
    steps = ImportSteps.of(client)
    client.force_login(ann)
    batch = steps.checked(Interaction, sheet)
    assert steps.findings(batch) == []
    steps.applied(batch)
    followup = Interaction.objects.get()
    assert followup.author == ann
    assert followup.of_orderinteraction.order == order
