"""Reports by the custom fields of customers: one line for each value, within reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import DictionaryItem
from customers.models import Customer
from tests.custom.base import Kind, make_field
from tests.support.lists import sheet_rows
from tests.support.people import make_department, make_user
from tests.support.records import make_churn_case, make_customer, make_order

pytestmark = pytest.mark.django_db
REPORT, CHURN = "/reports/contribution/", "/reports/churn/"


@pytest.fixture
def branches():
    """Two entries of a list, and the field that customers choose one of."""
    entries = list(DictionaryItem.objects.filter(type__code="industry", is_active=True)[:2])
    return (*entries, make_field(Kind.CHOICE, "板块", label_en="Branch"))


def trade(owner, amount, name="", **custom):
    customer = make_customer(owner, name, custom=custom)
    return make_order(owner, customer=customer, lines=[(1, amount)], state="confirmed")


def sheet(client, **query):
    return sheet_rows(client.get(REPORT, {"period": "ever", "format": "xlsx", **query}))


def test_one_line_for_each_entry_and_one_for_none(client, ann, branches):
    steel, glass, field = branches
    for amount, entry in ((100, steel), (300, steel), (500, glass)):
        trade(ann, amount, **{field.name: entry.pk})
    trade(ann, 100)
    heads, *lines = sheet(client, by=field.key)
    assert heads[1] == field.label
    assert [line[1:5] for line in lines] == [
        (glass.label, 1, 1, 500),
        (steel.label, 2, 2, 400),
        ("未填写", 1, 1, 100),
    ]
    assert [line[5:] for line in lines] == [(0.5, 0.5), (0.4, 0.9), (0.1, 1)]


def test_the_page_shows_the_same_and_leads_to_the_customers_of_a_group(client, ann, branches):
    steel, glass, field = branches
    for name, entry in (("华宁", steel), ("云帆", glass)):
        trade(ann, 100, name, **{field.name: entry.pk})
    page = client.get(REPORT, {"period": "ever", "by": field.key})
    totals = [cell.html for cell in page.context["table"].totals]
    assert totals == ["", "合计", "2", "2", "200.00", "100.0%", ""]
    lines = {line.name: line.url for line in page.context["view"].report.rows()}
    narrowed = client.get(lines[steel.label])
    assert [row.label for row in narrowed.context["table"].rows] == ["华宁"]


def test_yes_or_no_counts_what_nobody_ticked_as_no(client, ann):
    field = make_field(Kind.TICK, "战略客户")
    trade(ann, 100, **{field.name: True})
    trade(ann, 200, **{field.name: False})
    trade(ann, 300)
    assert [line[1:4] for line in sheet(client, by=field.key)[1:]] == [("否", 2, 2), ("是", 1, 1)]


def test_people_are_named(client, ann):
    field = make_field(Kind.PERSON, "技术支持")
    carl = make_user("carl", make_department("技术部"))
    trade(ann, 100, **{field.name: carl.pk})
    [(_rank, name, *_figures)] = sheet(client, by=field.key)[1:]
    assert name == str(carl)


def test_only_what_is_within_reach_counts(client, ann, branches):
    steel, _glass, field = branches
    other = make_user("bob", make_department("华南区"), ["account_manager"])
    trade(ann, 100, **{field.name: steel.pk})
    trade(other, 900, **{field.name: steel.pk})
    deleted = trade(ann, 500, **{field.name: steel.pk}).customer
    Customer.objects.filter(pk=deleted.pk).update(deleted_at="2026-01-01T00:00Z")
    assert [line[4] for line in sheet(client, by=field.key)[1:]] == [100]


def test_a_field_that_is_kept_to_a_role_groups_for_nobody_else(client, ann):
    hidden = make_field(Kind.TICK, "黑名单", roles=["executive"])
    trade(ann, 100, **{hidden.name: True})
    page = client.get(REPORT, {"period": "ever", "by": hidden.key})
    assert "by" not in page.context["filter_form"].fields
    assert [row.label for row in page.context["table"].rows] == [str(Customer.objects.get())]


def test_a_field_of_many_values_is_not_offered(client, ann):
    for kind in (Kind.TEXT, Kind.CHOICES, Kind.MONEY, Kind.DAY):
        make_field(kind, f"字段{kind}")
    assert "by" not in client.get(REPORT).context["filter_form"].fields


def test_more_groups_need_no_more_statements(client, ann):
    field = make_field(Kind.PERSON, "技术支持")

    def cost():
        with CaptureQueriesContext(connection) as found:
            client.get(REPORT, {"period": "ever", "by": field.key})
        return len(found)

    trade(ann, 100, **{field.name: ann.pk})
    cost()
    first = cost()
    for number in range(4):
        trade(ann, 100, **{field.name: make_user(f"p{number}").pk})
    assert cost() == first


def test_churn_is_divided_by_it_too(client, ann, branches):
    steel, glass, field = branches
    for entry in (steel, steel, glass):
        make_churn_case(make_customer(ann, custom={field.name: entry.pk}))
    make_churn_case(make_customer(ann))
    page = client.get(CHURN, {"period": "ever", "by": field.key})
    lines = {row.label: row.cells[1].html for row in page.context["table"].rows}
    assert lines == {steel.label: "2", glass.label: "1", "未填写": "1"}
    assert page.context["table"].heads[0].label == field.label
