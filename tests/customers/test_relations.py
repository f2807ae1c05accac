"""Customers that belong together: told from both ends, within reach, once, moved by a merge."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import saving
from core.errors import RuleBroken
from core.routes import url_for
from customers.models import Customer, CustomerRelation
from customers.models.relations import words
from customers.services import merging, relations
from tests.support.lists import csv_rows
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_customer, make_relation

ADD = "customers:customerrelation_add"


@pytest.fixture
def far(db):
    return make_user("far", make_department("Export"), ["account_manager"], language="en")


def tab(client, customer) -> list[list[str]]:
    """Return relation and customer of each line of the tab."""
    answer = client.get(customer.get_absolute_url(), {"tab": "relations"})
    drawn = answer.context.get("table")
    return [[str(cell.html) for cell in row.cells[:2]] for row in drawn.rows] if drawn else []


def add(client, customer, its, other, back=False):
    kind = str(entry("customer_relation", its).pk)
    values = {"customer": customer.pk, "is_its": kind + "-back" * back, "other": other.pk}
    return client.post(reverse(ADD) + f"?customer={customer.pk}", values)


def test_each_end_is_told_what_the_other_one_is(client, ann):
    parent, child = make_customer(ann, "华宁集团"), make_customer(ann, "华宁苏州")
    answer = add(client, child, "parent", parent)
    assert answer.url == f"{url_for(child, 'detail')}?tab=relations"
    [[word, name]] = tab(client, child)
    assert word == "Parent company" and "华宁集团" in name
    [[word, name]] = tab(client, parent)
    assert word == "Subsidiary" and "华宁苏州" in name


def test_the_second_word_of_a_kind_is_the_same_relation_from_the_other_end(client, ann):
    parent, child = make_customer(ann), make_customer(ann)
    add(client, parent, "parent", child, back=True)
    relation = CustomerRelation.objects.get()
    assert (relation.first, relation.second) == (parent, child)


def test_one_word_holds_both_ways():
    assert words("家属") == ("家属", "家属")
    assert words("母公司／子公司") == ("母公司", "子公司")


def test_no_customer_is_related_to_itself_and_the_form_says_so(client, ann):
    customer = make_customer(ann)
    assert "none is related to itself" in add(client, customer, "family", customer).content.decode()
    with pytest.raises(IntegrityError, match="not_itself"), transaction.atomic():
        make_relation(customer, customer)


def test_two_customers_are_related_once_in_a_way_whoever_comes_first(client, ann):
    one, other = make_customer(ann), make_customer(ann)
    make_relation(one, other)
    answer = add(client, one, "parent", other)
    assert "related in this way already" in answer.content.decode()
    add(client, one, "supplies", other)
    assert CustomerRelation.objects.count() == 2


def test_a_removed_relation_may_be_said_again_and_then_does_not_come_back(client, ann):
    one, other = make_customer(ann), make_customer(ann)
    relation = make_relation(one, other)
    client.post(url_for(relation, "delete"))
    assert tab(client, one) == []
    add(client, one, "parent", other)
    with pytest.raises(RuleBroken):
        saving.restore(relation, by=ann)


def test_a_relation_to_a_customer_out_of_reach_is_neither_shown_nor_counted(client, ann, far):
    mine = make_customer(ann)
    relation = make_relation(mine, make_customer(far, "远方厂"))
    pages = [mine.get_absolute_url(), f"{mine.get_absolute_url()}?tab=relations"]
    pages += [url_for(CustomerRelation, "list"), url_for(Customer, "list") + "?cols=related"]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200 and "远方厂" not in answer.content.decode(), address
    assert tab(client, mine) == []
    assert client.get(url_for(relation, "detail")).status_code == 404
    tabs = {each.name: each.count for each in client.get(pages[0]).context["tabs"]}
    assert tabs["relations"] == "0"


def test_nobody_relates_a_customer_that_is_out_of_reach(client, ann, far):
    mine, foreign = make_customer(ann), make_customer(far)
    add(client, mine, "parent", foreign)
    assert not CustomerRelation.objects.exists()


def test_a_colleague_who_may_only_look_at_both_ends_changes_nothing(ann):
    pool, other = make_customer(None), make_customer(None)
    relation = CustomerRelation(first=pool, second=other, kind=entry("customer_relation", "family"))
    saving.create(relation, by=None)
    client = Client()
    client.force_login(ann)
    assert client.get(url_for(relation, "detail")).status_code == 200
    assert client.get(url_for(relation, "edit")).status_code == 404
    add(client, pool, "parent", other)
    assert CustomerRelation.objects.count() == 1


def test_the_group_adds_up_what_is_within_reach(ann, far):
    top, middle, low = (make_customer(ann, name) for name in ("甲", "乙", "丙"))
    hidden, behind = make_customer(far), make_customer(ann)
    make_relation(top, middle)
    make_relation(middle, low)
    make_relation(low, hidden)
    make_relation(hidden, behind)  # how it belongs to the group cannot be seen
    make_relation(make_customer(ann), top, "introduced")
    Customer.objects.update(traded=100, order_count=1)
    sums = relations.sums_of(low, ann)
    assert (sums["customers"], sums["traded"], sums["orders"]) == (3, 300, 3)
    assert relations.sums_of(behind, ann) is None


def test_relations_in_a_circle_come_to_an_end(ann):
    one, two, three = (make_customer(ann) for _n in range(3))
    for first, second in ((one, two), (two, three), (three, one)):
        make_relation(first, second)
    assert relations.sums_of(one, ann)["customers"] == 3


def test_a_merge_moves_relations_and_makes_neither_doubles_nor_one_to_itself(client, ann):
    winner, loser, both, own = (make_customer(ann) for _n in range(4))
    make_relation(winner, loser, "supplies")
    make_relation(both, winner)
    make_relation(both, loser)
    make_relation(loser, own)
    boss = make_user("boss", roles=["administrator"])
    merging.merge(winner, [loser], {}, by=boss)
    assert len(tab(client, winner)) == 2
    seen = CustomerRelation.objects.visible_to(ann)
    assert {(row.first, row.second) for row in seen} == {(both, winner), (winner, own)}


def test_the_list_of_customers_says_who_belongs_to_whom_and_so_does_the_sheet(client, ann):
    parent, child = make_customer(ann, "华宁集团"), make_customer(ann, "华宁苏州")
    make_relation(parent, child)
    asked = {"format": "csv", "cols": "related", "sort": "name_pinyin"}
    rows = csv_rows(client.get(reverse("customers:customer_export"), asked))
    assert rows[1:] == [
        ["华宁集团", "Subsidiary 华宁苏州"],
        ["华宁苏州", "Parent company 华宁集团"],
    ]


def test_a_relation_is_edited_and_found_by_either_customer(client, ann):
    parent, child = make_customer(ann, "华宁集团"), make_customer(ann, "云帆电机")
    relation = make_relation(parent, child, remark="since 2019")
    assert "since 2019" in client.get(url_for(relation, "edit")).content.decode()
    for text in ("华宁", "云帆"):
        found = client.get(url_for(CustomerRelation, "list"), {"q": text}).context["table"].rows
        assert [row.pk for row in found] == [relation.pk]


def test_deleting_a_customer_tells_only_of_relations_within_reach(ann, far):
    boss = make_user("boss", ann.department, ["sales_supervisor"], language="en")
    mine = make_customer(boss)
    make_relation(mine, make_customer(far))
    client = Client()
    client.force_login(boss)
    page_of_delete = client.get(url_for(mine, "delete")).content.decode()
    assert "Related customers" not in page_of_delete
