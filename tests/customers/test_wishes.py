"""What customers want to buy and how their data came: form, list, sheet, completeness."""

import pytest
from django.urls import reverse

from customers.models import Customer, FieldUse
from customers.services import customers, field_uses
from tests.support.lists import csv_rows
from tests.support.records import entry, make_customer
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
LIST = "customers:customer_list"


@pytest.fixture
def high():
    return entry("buying_intent", "high")


@pytest.fixture
def phoned():
    return entry("data_collection", "interview")


def test_a_new_customer_says_what_it_wants_and_how_its_data_came(client, ann, high, phoned):
    client.force_login(ann)
    typed = {"name": "云帆精密机械", "kind": "organisation", "points": "0"}
    wishes = {"buying_intent": high.pk, "intended_goods": "涡轮流量计", "collected_by": phoned.pk}
    client.post(reverse("customers:customer_add"), {**typed, **wishes})
    customer = Customer.objects.get()
    assert (customer.buying_intent, customer.collected_by) == (high, phoned)
    page = client.get(f"{customer.get_absolute_url()}?tab=facts").content.decode()
    for said in ("Buying intent", "High", "涡轮流量计", "Data collected by", "Phone interview"):
        assert said in page


def test_the_list_finds_who_wants_much_and_whose_wish_nobody_knows(client, ann, high):
    make_customer(ann, "云帆厂", buying_intent=high)
    make_customer(ann, "远山厂")
    client.force_login(ann)
    for query, name in (
        (f"buying_intent={high.pk}", "云帆厂"),
        ("missing=buying_intent", "远山厂"),
    ):
        rows = client.get(f"{reverse(LIST)}?{query}").context["table"].rows
        assert [row.label for row in rows] == [name]


def test_a_sheet_brings_and_takes_the_wishes(client, ann, high, phoned):
    sheet = xlsx(
        ("客户名称", "购买意向", "意向产品", "采集方式"),
        ("云帆厂", "高", "涡轮流量计", "电话访谈"),
        ("远山厂", "很想", "", ""),
    )
    steps = ImportSteps.of(client)
    client.force_login(ann)
    batch = steps.checked(Customer, sheet)
    assert [(line, column) for line, column, _why in steps.findings(batch)] == [
        (3, "Buying intent")
    ]
    steps.applied(batch)
    customer = Customer.objects.get()
    assert (customer.buying_intent, customer.collected_by) == (high, phoned)
    names = "name,buying_intent,intended_goods,collected_by"
    rows = csv_rows(client.get(f"{reverse('customers:customer_export')}?format=csv&cols={names}"))
    assert ["云帆厂", "High", "涡轮流量计", "Phone interview"] in rows


def test_the_firm_may_want_the_intent_stated(ann, high):
    FieldUse.objects.all().delete()
    FieldUse.objects.create(field="buying_intent", weight=1)
    field_uses.refresh()
    customer = make_customer(ann)
    assert Customer.objects.get().completeness == 0
    customer.buying_intent = high
    customers.update(customer, by=ann)
    assert Customer.objects.get().completeness == 100
