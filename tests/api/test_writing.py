"""Other programs write through the forms and services of the pages."""

import pytest

from core.models import Change, DictionaryType
from customers.models import Customer
from sales.models import Order
from tests.support.calls import Program
from tests.support.records import (
    entry,
    make_contact,
    make_customer,
    make_field,
    make_opportunity,
    make_order,
    make_product,
    make_tag,
)

pytestmark = pytest.mark.django_db


def test_a_customer_is_filed_as_on_the_page(shop, ann):
    answer = shop.post("customers", {"name": "云帆电机", "level": "a", "phone": "0574-8888"})
    assert answer.status_code == 201, answer.content
    customer = Customer.objects.get(pk=answer.data["id"])
    assert (customer.owner, customer.created_by, customer.level.code) == (ann, ann, "a")
    assert customer.number == answer.data["number"]
    assert customer.name_pinyin.startswith("yunfan")


def test_tags_are_given_by_key_or_name(shop, ann):
    fair, key = make_tag("Fair"), make_tag("Key account")
    made = shop.post("customers", {"name": "云帆电机", "tags": ["Fair", key.pk]})
    assert [tag["label"] for tag in made.data["tags"]] == ["Fair", "Key account"]
    path, seen = f"customers/{made.data['id']}", made.data["version"]
    kept = shop.patch(path, {"phone": "1", "version": seen})
    assert len(kept.data["tags"]) == 2
    changed = shop.patch(path, {"tags": [fair.pk], "version": kept.data["version"]})
    assert [tag["label"] for tag in changed.data["tags"]] == ["Fair"]
    wrong = shop.patch(path, {"tags": ["VIP"], "version": changed.data["version"]})
    assert list(wrong.data["errors"]) == ["tags"]


def test_the_history_names_the_person_and_the_token(shop, ann):
    key = shop.post("customers", {"name": "云帆电机"}).data["id"]
    change = Change.objects.filter(model="customers.customer", object_id=key).latest("pk")
    assert (change.by, change.verb) == (ann, "add")
    assert f"API {shop.token.prefix}" in change.origin


def test_errors_come_by_field_in_the_language_of_the_person(shop, ann):
    body = {"name": "", "email": "no", "kind": 7, "tax_number": "1", "colour": "red"}
    english = shop.post("customers", body)
    assert english.status_code == 422
    assert english.headers["Content-Type"] == "application/problem+json"
    assert set(english.data["errors"]) == set(body)
    ann.language = "zh-hans"
    ann.save()
    chinese = shop.post("customers", body)
    assert chinese.data["errors"]["name"] != english.data["errors"]["name"]
    assert Customer.objects.count() == 0


def test_a_change_needs_the_version_that_was_read(shop, ann):
    customer = make_customer(ann, "云帆电机", phone="0574-8888", city="宁波")
    path = f"customers/{customer.pk}"
    assert "version" in shop.patch(path, {"phone": "1"}).data["errors"]
    seen = shop.get(path).data["version"]
    first = shop.patch(path, {"phone": "0574-9999", "version": seen})
    assert first.status_code == 200, first.content
    assert first.data["version"] == seen + 1
    assert (first.data["phone"], first.data["city"]) == ("0574-9999", "宁波")
    late = shop.patch(path, {"city": "杭州", "version": seen})
    assert late.status_code == 409
    assert late.data["version"] == seen + 1
    assert late.data["changes"][0]["by"] == "Ann"
    [field] = late.data["changes"][0]["fields"]
    assert (field["before"], field["after"]) == ("0574-8888", "0574-9999")
    customer.refresh_from_db()
    assert customer.city == "宁波"


def test_related_records_are_given_by_key_by_name_or_as_they_were_answered(shop, ann, bob):
    customer = make_customer(ann, "云帆电机")
    for value in (customer.pk, customer.number, "云帆电机", {"id": customer.pk, "label": "x"}):
        answer = shop.post("contacts", {"customer": value, "name": "王工"})
        assert answer.status_code == 201, answer.content
        assert answer.data["customer"] == {"id": customer.pk, "label": "云帆电机"}
    theirs = make_customer(bob, "远航仪表")
    for value in (theirs.pk, "远航仪表", True, [1], {"id": []}, {}, 10**30):
        answer = shop.post("contacts", {"customer": value, "name": "王工"})
        assert list(answer.data["errors"]) == ["customer"], value


def test_a_rule_that_names_a_field_is_told_beside_it(shop, ann):
    customer = make_customer(ann)
    body = {
        "customer": customer.pk,
        "kind": "phone",
        "summary": "谈了价格",
        "at": "2026-11-20T10:00:00+08:00",
        "next_contact_at": "2026-11-19T10:00:00+08:00",
    }
    answer = shop.post("interactions", body)
    assert answer.status_code == 422
    assert list(answer.data["errors"]) == ["next_contact_at"]
    answer = shop.post("interactions", {**body, "next_contact_at": "2026-11-25T10:00:00+08:00"})
    assert answer.status_code == 201, answer.content
    assert answer.data["author"]["label"] == "Ann"
    assert answer.data["at"] == "2026-11-20T02:00:00Z"


def test_a_follow_up_names_its_people_and_its_opportunity(shop, ann):
    customer = make_customer(ann)
    people = [make_contact(customer, name) for name in ("王工", "李经理")]
    chance = make_opportunity(ann, "换表", customer=customer)
    body = {
        "customer": customer.pk,
        "kind": "phone",
        "summary": "谈了价格",
        "at": "2026-11-20T10:00:00+08:00",
        "no_next_reason": "x",
        "contact": [people[0].pk, "李经理"],
    }
    answer = shop.post("interactions", {**body, "opportunity": chance.pk})
    assert answer.status_code == 201, answer.content
    made = answer.data
    assert [each["label"] for each in made["contact"]] == ["王工", "李经理"]
    kept = shop.patch(f"interactions/{made['id']}", {"version": made["version"], "place": "车间"})
    assert kept.data["contact"] == made["contact"]
    listed = shop.get(f"interactions?contact={people[1].pk}").data["items"]
    assert [row["id"] for row in listed] == [made["id"]]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_moment_at_the_end_of_all_calendars_is_refused(shop, ann, moment):
    body = {"customer": make_customer(ann).pk, "kind": "phone", "summary": "x", "at": moment}
    answer = shop.post("interactions", {**body, "no_next_reason": "x"})
    assert (answer.status_code, list(answer.data["errors"])) == (422, ["at"])


def test_an_order_comes_with_its_lines(shop, ann):
    customer, product = make_customer(ann), make_product("压力变送器")
    lines = [{"product": product.code, "quantity": 2, "price": "100.50", "off": 10}]
    answer = shop.post("orders", {"customer": customer.pk, "lines": lines})
    assert answer.status_code == 201, answer.content
    assert answer.data["amount"] == "180.90"
    [line] = answer.data["lines"]
    assert line["product"]["code"] == product.code
    assert (line["quantity"], line["off"], line["amount"]) == ("2.000", "10", "180.90")
    kept = shop.patch(f"orders/{answer.data['id']}", {"remark": "急", "version": 1})
    assert kept.status_code == 200, kept.content
    assert kept.data["lines"] == answer.data["lines"]
    emptied = shop.patch(f"orders/{answer.data['id']}", {"lines": [], "version": 2})
    assert (emptied.data["lines"], emptied.data["amount"]) == ([], "0.00")


def test_a_faulty_line_is_named_by_its_place(shop, ann):
    customer, product = make_customer(ann), make_product()
    lines = [{"product": product.pk, "quantity": 1, "price": 1}, {"quantity": 0, "size": 3}, 7]
    answer = shop.post("orders", {"customer": customer.pk, "lines": lines})
    assert answer.status_code == 422
    found = set(answer.data["errors"])
    assert {
        "lines.1.product",
        "lines.1.quantity",
        "lines.1.price",
        "lines.1.size",
        "lines.2",
    } <= found
    assert Order.objects.count() == 0


def test_an_amount_that_nobody_can_store_is_refused(shop, ann):
    line = {"product": make_product().pk, "quantity": 999_999_999, "price": "9999999999"}
    answer = shop.post("orders", {"customer": make_customer(ann).pk, "lines": [line]})
    assert (answer.status_code, Order.objects.count()) == (409, 0)


def test_delete_moves_to_the_recycle_bin(shop, ann):
    customer = make_customer(ann)
    assert shop.delete(f"customers/{customer.pk}").status_code == 204
    assert shop.get(f"customers/{customer.pk}").status_code == 404
    assert Customer.everything.get(pk=customer.pk).deleted_at


def test_a_confirmed_order_stays_out_of_the_recycle_bin(shop, ann):
    order = make_order(ann)
    assert shop.post(f"orders/{order.pk}/confirm").data["state"] == "confirmed"
    answer = shop.delete(f"orders/{order.pk}")
    assert answer.status_code == 409
    assert "Cancel the order first" in answer.data["detail"]
    assert shop.post(f"orders/{order.pk}/cancel").data["state"] == "cancelled"
    assert shop.post(f"orders/{order.pk}/confirm").status_code == 409


def test_claim_assign_and_release(shop, ann, bob):
    customer = make_customer(None)
    path = f"customers/{customer.pk}"
    assert shop.post(f"{path}/claim").data["owner"]["id"] == ann.pk
    assert Program(bob).post(f"{path}/claim").status_code == 404
    assert "reason" in shop.post(f"{path}/release", {}).data["errors"]
    released = shop.post(f"{path}/release", {"reason": "没有需求"})
    assert (released.status_code, released.data["owner"]) == (200, None)
    assert shop.post(f"{path}/claim").status_code == 409  # let go a moment ago
    Program(bob).post(f"{path}/claim")
    assert Program(bob).post(f"{path}/assign", {"to": "ann"}).status_code == 204  # beyond reach now
    customer.refresh_from_db()
    assert customer.owner == ann


def test_a_key_makes_one_record(shop, ann, bob):
    body = {"name": "云帆电机"}
    first = shop.post("customers", body, **{"Idempotency-Key": "order-77"})
    again = shop.post("customers", body, **{"Idempotency-Key": "order-77"})
    assert first.status_code == again.status_code == 201
    assert again.data["id"] == first.data["id"]
    assert Customer.objects.count() == 1
    other = shop.post("customers", {"name": "远航仪表"}, **{"Idempotency-Key": "order-77"})
    assert other.status_code == 422
    theirs = Program(bob).post("customers", body, **{"Idempotency-Key": "order-77"})
    assert theirs.data["id"] != first.data["id"]


def test_a_key_of_a_refused_call_is_free_again(shop):
    key = {"Idempotency-Key": "order-78"}
    assert shop.post("customers", {"name": ""}, **key).status_code == 422
    assert shop.post("customers", {"name": "云帆电机"}, **key).status_code == 201


def test_nobody_puts_a_record_beyond_their_reach(shop, ann, bob):
    contact = make_contact(make_customer(ann))
    theirs = make_customer(bob)
    answer = shop.patch(f"contacts/{contact.pk}", {"customer": theirs.pk, "version": 1})
    assert answer.status_code == 422
    contact.refresh_from_db()
    assert contact.customer.owner == ann


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b"7",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"annual_revenue": NaN}',
        b"[" * 100_000,
        b'{"annual_revenue": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_object_is_refused(shop, body):
    answer = shop.post("customers", body)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_fields_of_the_firm_are_read_and_written_like_others(shop, ann):
    model = "customers.customer"
    levels = DictionaryType.objects.get(code="customer_level")
    make_field("region", model=model, label_zh="区域")
    make_field("grades", "choices", model=model, label_zh="等级", dictionary=levels)
    make_field("secret", model=model, label_zh="秘密", roles=["executive"])
    a = entry("customer_level", "a")
    body = {"name": "云帆电机", "x_region": "华东", "x_grades": ["a", a.pk]}
    answer = shop.post("customers", body)
    assert answer.status_code == 201, answer.content
    assert (answer.data["x_region"], answer.data["x_grades"]) == ("华东", [a.pk])
    assert "x_secret" not in answer.data
    for wrong in ({"x_secret": "1"}, {"x_grades": ["zz"]}, {"x_grades": "a"}, {"x_region": [1]}):
        refused = shop.post("customers", {"name": "云帆电机", **wrong})
        assert list(refused.data["errors"]) == list(wrong)
    assert len(shop.get("customers?x_region=华东").data["items"]) == 1
    assert shop.get("customers?x_region=华南").data["items"] == []
    assert shop.get("customers?x_secret=1").status_code == 422
