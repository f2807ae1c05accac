"""Lists and single records: what other programs read is what the pages show."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant
from tests.support.records import entry, make_customer, make_order, make_product, make_tag

pytestmark = pytest.mark.django_db


def test_a_list_holds_what_is_within_reach_and_nothing_else(shop, ann, bob):
    mine = make_customer(ann, "云帆电机")
    make_customer(bob, "远航仪表")
    answer = shop.get("customers")
    assert answer.status_code == 200
    assert [row["name"] for row in answer.data["items"]] == [mine.name]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_cursor_leads_through_all_rows_once(shop, ann):
    keys = [make_customer(ann).pk for _ in range(5)]
    seen, path = [], "customers?limit=2"
    while path:
        page = shop.get(path).data
        assert len(page["items"]) <= 2
        seen += [row["id"] for row in page["items"]]
        path = page["next"] and f"customers?limit=2&after={page['next']}"
    assert seen == keys


def test_the_conditions_are_those_of_the_list_page(shop, ann):
    near = make_customer(ann, "云帆电机", city="宁波", level=entry("customer_level", "a"))
    make_customer(ann, "远航仪表", city="杭州", level=entry("customer_level", "b"))
    pooled = make_customer(None, "公海一号")
    for query in ("q=云帆", "city=宁波", "level=a", f"level={near.level_id}", f"q={near.number}"):
        rows = shop.get(f"customers?{query}").data["items"]
        assert [row["id"] for row in rows] == [near.pk], query
    rows = shop.get("customers?library=pool").data["items"]
    assert [row["id"] for row in rows] == [pooled.pk]


@pytest.mark.parametrize(
    "query",
    [
        "ower=3",
        "level=zz",
        "library=attic",
        "next_contact_at_after=soon",
        "limit=0",
        "limit=201",
        "after=xyz",
        "owner=ann",
        "state=deal&state=gone",
        "quick=none",
    ],
)
def test_a_condition_that_means_nothing_is_told_instead_of_answering_with_everything(shop, query):
    answer = shop.get(f"customers?{query}")
    assert answer.status_code == 422, answer.content
    assert list(answer.data["errors"]) == [query.partition("=")[0].removesuffix("_after")] or (
        query.partition("=")[0] in answer.data["errors"]
    )


def test_an_answer_shows_what_the_pages_show(shop, ann):
    customer = make_customer(ann, "云帆电机", level=entry("customer_level", "a"))
    found = shop.get(f"customers/{customer.pk}").data
    assert found["name"] == "云帆电机"
    assert found["owner"] == {"id": ann.pk, "label": "Ann"}
    assert found["level"]["code"] == "a"
    assert found["version"] == customer.version
    hidden = {"name_pinyin", "name_initials", "deleted_at", "created_by"}
    assert hidden & set(found) == set()


def test_tags_are_told_to_those_who_see_them(shop, ann):
    customer = make_customer(ann)
    key, fair = make_tag("Key account", customer), make_tag("Fair", customer)
    told = [{"id": tag.pk, "code": tag.name, "label": tag.name} for tag in (key, fair)]
    assert shop.get(f"customers/{customer.pk}").data["tags"] == told
    assert shop.get("customers").data["items"][0]["tags"] == told
    Grant.objects.filter(model="customers.tag").delete()
    assert "tags" not in shop.get(f"customers/{customer.pk}").data


def test_the_cost_of_a_product_is_not_told(shop):
    product = make_product("压力变送器", cost=Decimal("60.00"))
    found = shop.get(f"products/{product.pk}").data
    assert found["price"] == "100.00"
    assert "cost" not in found


def test_beyond_reach_is_the_same_as_not_there(shop, bob):
    theirs = make_customer(bob)
    beyond = shop.get(f"customers/{theirs.pk}")
    absent = shop.get("customers/987654321")
    assert beyond.status_code == absent.status_code == 404
    assert beyond.data["detail"] == absent.data["detail"]


def test_more_rows_need_no_more_statements(shop, ann):
    def count():
        with CaptureQueriesContext(connection) as found:
            assert shop.get("orders").status_code == 200
        return len(found)

    make_order(ann)
    count()
    first = count()
    for _ in range(4):
        make_order(ann, lines=((1, 100), (2, 50)))
    assert count() == first <= 8
