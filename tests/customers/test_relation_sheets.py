"""Relations of customers come in by sheets, within reach of both ends."""

import pytest

from customers.models import CustomerRelation
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_relation
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
HEADS = ("客户", "关系", "关联客户", "备注")


@pytest.fixture
def group(ann):
    return make_customer(ann, "华宁集团"), make_customer(ann, "华宁苏州")


@pytest.fixture
def steps(client, ann):
    client.force_login(ann)
    return ImportSteps.of(client)


def pairs():
    rows = CustomerRelation.objects.order_by("pk").select_related("first", "second", "kind")
    return [(row.first.name, row.kind.code, row.second.name) for row in rows]


def test_a_row_is_read_as_a_sentence_from_either_end(group, steps):
    parent, child = group
    batch = steps.checked(
        CustomerRelation,
        xlsx(
            HEADS,
            (parent.number, "母公司", child.name, "全资"),
            (child.name, "采购方", parent.number, ""),
        ),
    )
    assert steps.findings(batch) == []
    steps.applied(batch)
    assert pairs() == [("华宁集团", "parent", "华宁苏州"), ("华宁集团", "supplies", "华宁苏州")]
    assert CustomerRelation.objects.get(kind__code="parent").remark == "全资"


def test_what_is_wrong_is_told_by_row_and_column(group, ann, steps):
    parent, child = group
    other = make_customer(ann, "云帆厂")
    make_relation(parent, other)
    far = make_customer(make_user("far", make_department("Export"), ["account_manager"]), "远方厂")
    sheet = xlsx(
        HEADS,
        (parent.name, "老板", child.name, ""),
        (parent.name, "母公司", parent.name, ""),
        (other.name, "子公司", parent.name, ""),
        (parent.name, "母公司", far.name, ""),
        (parent.name, "母公司", child.name, ""),
        (child.name, "Subsidiary", parent.name, ""),
    )
    batch = steps.checked(CustomerRelation, sheet)
    told = [(line, column) for line, column, _why in steps.findings(batch)]
    second = "Related customer"
    assert told == [(2, "is its …"), (3, second), (4, second), (5, second), (7, second)]
    assert "related in this way already" in str(steps.findings(batch)[2])
    assert "The same as row 6" in str(steps.findings(batch)[4])
    steps.applied(batch)
    assert pairs()[1:] == [("华宁集团", "parent", "华宁苏州")]
