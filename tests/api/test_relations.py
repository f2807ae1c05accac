"""Other programs relate customers, within reach of both ends."""

import pytest

from customers.models import CustomerRelation
from tests.support.calls import HAS_TOKENS
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    own = dict.fromkeys(("view", "add", "change"), "own")
    grants = {"customers.customer": own, "customers.customerrelation": own, **HAS_TOKENS}
    return make_user("ann", make_department("Sales"), grants=grants, language="en")


@pytest.fixture
def group(ann):
    return make_customer(ann, "华宁集团"), make_customer(ann, "华宁苏州")


def pairs():
    rows = CustomerRelation.objects.order_by("pk").select_related("first", "second", "kind")
    return [(row.first.name, row.kind.code, row.second.name) for row in rows]


def test_another_program_relates_customers_by_the_code_of_the_kind(shop, ann, group):
    parent, child = group
    body = {"customer": parent.pk, "is_its": "parent-back", "other": child.pk}
    answer = shop.call("POST", "customer-relations", body)
    assert answer.status_code == 201, answer.content
    assert pairs() == [("华宁集团", "parent", "华宁苏州")]
    found = answer.json()
    assert (found["first"]["id"], found["second"]["id"]) == (parent.pk, child.pk)
    told = shop.call("PATCH", f"customer-relations/{found['id']}", {"remark": "x", "version": 1})
    assert told.status_code == 200, told.content
    assert pairs() == [("华宁集团", "parent", "华宁苏州")]


def test_another_program_reaches_a_relation_by_both_ends_only(shop, ann, group):
    far = make_customer(make_user("far", make_department("Export"), ["account_manager"]))
    relation = make_relation(group[0], far)
    assert shop.call("GET", f"customer-relations/{relation.pk}").status_code == 404
    assert shop.call("GET", "customer-relations").json()["items"] == []
    body = {"customer": group[0].pk, "is_its": "family", "other": far.pk}
    assert shop.call("POST", "customer-relations", body).status_code == 422
