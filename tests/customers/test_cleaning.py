"""Cleaning: likely duplicates are found, told apart or merged; dead data leads to its list."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import firm
from customers.models import Contact, Customer, DistinctPair
from customers.services import cleaning, duplicates, merging
from tests.support.people import make_department, make_user
from tests.support.records import (
    make_contact,
    make_customer,
    make_opportunity,
    make_order,
)

pytestmark = pytest.mark.django_db
PAGE = "customers:customer_cleaning"


@pytest.fixture
def sales():
    return make_department("Sales")


@pytest.fixture
def boss(sales):
    return make_user("boss", sales, roles=["sales_supervisor"], language="en")


@pytest.fixture
def ann(sales):
    return make_user("ann", sales, roles=["account_manager"], language="en")


@pytest.fixture
def stranger():
    return make_user("carl", make_department("Export"), roles=["account_manager"])


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def groups(user, way="name"):
    """Return the names of the customers in each group of the page."""
    context = client_of(user).get(reverse(PAGE), {"by": way}).context
    return [{row.name for row in group.rows} for group in context["groups"]]


def test_customers_with_the_same_core_of_a_name_stand_together(boss, ann):
    for name in ("华宁（苏州）精密机械有限公司", "苏州华宁精密机械", "云帆电机"):
        make_customer(ann, name)
    assert groups(boss) == [{"华宁（苏州）精密机械有限公司", "苏州华宁精密机械"}]


@pytest.mark.parametrize(
    ("way", "one", "other"),
    [
        ("tax", {"tax_number": "91320594MA1XK7CD3K"}, {"tax_number": "91320594MA1XK7CD3K"}),
        ("phone", {"phone": "0512-6688 1234"}, {"phone": "+86 512 66881234"}),
        ("mail", {"email": "a@huaning.example"}, {"email": "b@HUANING.example"}),
    ],
)
def test_numbers_phones_and_mail_domains_bring_them_together(boss, ann, way, one, other):
    firm.change({duplicates.UNIQUE_TAX: False}, by=ann)
    make_customer(ann, "甲厂", **one)
    make_customer(ann, "乙厂", **other)
    assert groups(boss, way) == [{"甲厂", "乙厂"}]
    others = set(cleaning.WAYS) - {way}
    assert [groups(boss, each) for each in others] == [[], [], []]


def test_the_phone_of_a_contact_counts_and_that_of_the_own_customer_does_not(boss, ann):
    one = make_customer(ann, "甲厂", phone="13800138000")
    make_contact(one, office_phone="138 0013 8000")
    assert groups(boss, "phone") == []
    make_contact(make_customer(ann, "乙厂"), mobile="13800138000")
    assert groups(boss, "phone") == [{"甲厂", "乙厂"}]


def test_free_mail_short_phones_and_what_very_many_share_say_nothing(boss, ann, monkeypatch):
    monkeypatch.setattr(cleaning, "MOST", 2)
    for name in ("甲厂", "乙厂", "丙厂"):
        make_customer(ann, name, phone="1234", email=f"{name}@qq.com", website="")
        make_customer(ann, f"{name}二", phone="13800138000")
    assert [groups(boss, way) for way in cleaning.WAYS] == [[], [], [], []]


def test_only_what_can_be_merged_is_shown(boss, ann, stranger):
    make_customer(ann, "华宁精密机械")
    make_customer(stranger, "华宁精密机械")
    assert groups(boss) == []
    assert client_of(ann).get(reverse(PAGE)).status_code == 403


def test_customers_in_the_recycle_bin_or_merged_do_not_come_back(boss, ann):
    one, two = make_customer(ann, "华宁精密机械"), make_customer(ann, "华宁精密机械")
    merging.merge(one, [two], {}, by=boss)
    assert groups(boss) == []


def pair(ann):
    return make_customer(ann, "华宁精密机械一号"), make_customer(ann, "华宁精密机械一号")


def told_apart(user, *rows):
    data = {"pk": [row.pk for row in rows], "by": "name"}
    return client_of(user).post(reverse("customers:customer_tell_apart"), data)


def test_a_pair_told_apart_does_not_come_back_until_it_is_taken_back(boss, ann):
    one, two = pair(ann)
    answer = told_apart(boss, two, one)
    assert answer.headers["Location"] == reverse(PAGE) + "?by=name"
    decided = DistinctPair.objects.get()
    assert (decided.by, groups(boss)) == (boss, [])
    page = client_of(boss).get(reverse("customers:customer_told_apart"))
    assert list(page.context["pairs"]) == [decided]
    client_of(boss).post(reverse("customers:customer_take_back", args=[decided.pk]))
    assert groups(boss) == [{one.name}]


def test_of_three_those_that_are_not_decided_stay(boss, ann):
    one, two = pair(ann)
    third = make_customer(ann, one.name)
    told_apart(boss, one, two)
    assert len(groups(boss)) == 1
    told_apart(boss, one, two, third)
    assert (DistinctPair.objects.count(), groups(boss)) == (3, [])


def test_a_pair_is_decided_once_whichever_comes_first(boss, ann):
    one, two = pair(ann)
    cleaning.tell_apart([one, two], by=boss)
    cleaning.tell_apart([two, one], by=boss)
    with pytest.raises(IntegrityError, match="distinctpair_once"), transaction.atomic():
        DistinctPair.objects.create(first=two, second=one, by=boss)
    with pytest.raises(IntegrityError, match="distinctpair_two"), transaction.atomic():
        DistinctPair.objects.create(first=one, second=one, by=boss)


def test_one_ticked_customer_is_told_apart_from_nothing(boss, ann):
    answer = told_apart(boss, pair(ann)[0])
    assert "at least two" in client_of(boss).get(answer.url).content.decode() or answer.url
    assert not DistinctPair.objects.exists()


def test_customers_out_of_reach_are_not_told_apart(boss, ann, stranger):
    told_apart(boss, make_customer(ann, "华宁"), make_customer(stranger, "华宁"))
    assert not DistinctPair.objects.exists()


def test_a_decision_goes_with_the_customer_that_was_merged(boss, ann):
    one, two = pair(ann)
    kept = make_customer(ann, "别的厂")
    cleaning.tell_apart([one, two], by=boss)
    merging.merge(kept, [two], {}, by=boss)
    decided = DistinctPair.objects.get()
    assert {decided.first_id, decided.second_id} == {one.pk, kept.pk}


def test_a_page_costs_the_same_for_many_groups(boss, ann):
    def statements():
        client = client_of(boss)
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(PAGE))
        return len(asked)

    pair(ann)
    few = statements()
    for n in range(12):
        for _twice in range(2):
            make_customer(ann, f"华宁精密机械{n}号")
    assert (statements(), len(groups(boss))) == (few, 13)


def test_pages_go_on_where_the_last_one_ended(boss, ann):
    for n in range(25):
        for _twice in range(2):
            make_customer(ann, f"华宁精密机械{n}号")
    client = client_of(boss)
    first = client.get(reverse(PAGE)).context
    second = client.get(reverse(PAGE) + first["next_url"]).context
    seen = [row.pk for page in (first, second) for group in page["groups"] for row in group.rows]
    assert (len(first["groups"]), len(seen), len(set(seen))) == (20, 50, 50)
    assert (second["next_url"], bool(second["previous_url"])) == ("", True)


OLD = timezone.now() - timedelta(days=800)


def aged(customer, **values):
    Customer.objects.filter(pk=customer.pk).update(created_at=OLD, **values)
    Contact.objects.filter(customer=customer).update(created_at=OLD)
    return customer


def listed(user, **asked):
    context = client_of(user).get(reverse("customers:customer_list"), asked).context
    return {row.label for row in context["table"].rows}


def test_customers_without_a_sign_of_life_are_dead_data(boss, ann):
    aged(make_customer(None, "旧厂"))
    make_customer(None, "新厂")
    for name, sign in (
        ("有商机", lambda row: make_opportunity(ann, customer=row)),
        ("有订单", lambda row: make_order(ann, customer=row, state="confirmed", amount=1)),
        ("有新联系人", lambda row: make_contact(row)),
    ):
        customer = aged(make_customer(None, name))
        sign(customer)
    aged(make_customer(None, "谈过"), last_contact_at=timezone.now())
    assert listed(boss, library="pool", clean="lifeless") == {"旧厂"}
    dead = client_of(boss).get(reverse("customers:customer_dead")).context["dead"]
    assert dead[0].count == "1" and dead[0].url.endswith("?library=pool&clean=lifeless")


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("phone", "12-34", "021-55881702"),
        ("email", "a@b", "a@b.example"),
        ("tax_number", "91320594MA1XK7CD3A", "91320594MA1XK7CD3K"),
    ],
)
def test_impossible_values_are_dead_data(boss, ann, field, bad, good):
    for name, value in (("坏厂", bad), ("好厂", good)):
        Customer.objects.filter(pk=make_customer(ann, name).pk).update(**{field: value})
    assert listed(boss, clean="impossible") == {"坏厂"}


def test_contacts_that_cannot_be_reached_are_dead_data(boss, ann):
    customer = make_customer(ann)
    make_contact(customer, "王芳", mobile="", office_phone="", email="", wechat="")
    make_contact(customer, "李工", mobile="", wechat="li")
    page = client_of(boss).get(reverse("customers:contact_list"), {"clean": "unreachable"})
    assert [row.label for row in page.context["table"].rows] == ["王芳"]


def test_dead_data_is_marked_invalid_or_deleted_in_bulk(boss, ann):
    aged(make_customer(ann, "旧厂"))
    url = reverse("customers:customer_bulk_invalid")
    data = {"all": "1", "query": "clean=lifeless", "confirmed": "1", "count": "1", "reason": "gone"}
    client_of(boss).post(url, data)
    assert Customer.objects.get().state == "invalid"
    assert listed(boss, clean="lifeless") == set()
