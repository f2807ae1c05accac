"""The lines of an edited order are updated in place, so that its history is short and true."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalog.models import Product
from core import history
from core.models import Change
from core.routes import url_for
from sales.services import orders
from tests.support.people import make_user
from tests.support.records import make_line, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client):
    ways = dict.fromkeys(("view", "add", "change"), "all")
    labels = ("customers.customer", "sales.order", "catalog.product")
    user = make_user("ann", grants=dict.fromkeys(labels, ways), language="en")
    client.force_login(user)
    return user


def sent(client, order):
    """Return what the edit form would send as it is opened."""
    context = client.get(url_for(order, "edit")).context
    forms = [context["form"], context["lines"].management_form, *context["lines"].forms]
    fields = [bound for form in forms for bound in form]
    data = {f.html_name: f.value() for f in fields if f.value() not in (None, "", False)}
    return {**data, "form_key": context["form_key"]}


def save(client, order, **typed):
    data = {**sent(client, order), **typed}
    answer = client.post(url_for(order, "edit"), data)
    assert answer.status_code == 302, answer.context["form"].errors


def changes():
    """Return the changes of order lines since the orders were made."""
    rows = Change.objects.filter(model="sales.orderline").order_by("pk")
    return [(row.operation, row.object_id, row.after) for row in rows if row.verb == "edit"]


def test_one_quantity_is_one_change_of_one_line(client, ann):
    order = make_order(ann, lines=[(1, 1280), (2, 90), (3, 15)])
    one, two, three = order.lines.all()
    save(client, order, **{"lines-1-quantity": "5"})
    assert changes() == [("UPDATE", two.pk, {"amount": 450, "quantity": 5})]
    order.refresh_from_db()
    assert order.amount == 1280 + 450 + 45
    assert [line.pk for line in order.lines.all()] == [one.pk, two.pk, three.pk]


def test_saving_without_a_change_writes_no_line(client, ann):
    order = make_order(ann, lines=[(1, 1280, "0.15"), ("2.500", 90)])
    save(client, order)
    assert changes() == []


def test_a_removed_line_leaves_the_others_as_they_are(client, ann):
    order = make_order(ann, lines=[(1, 1280), (2, 90), (3, 15)])
    first = order.lines.first()
    save(client, order, **{"lines-0-DELETE": "on"})
    assert [(what, key) for what, key, _after in changes()] == [("DELETE", first.pk)]
    order.refresh_from_db()
    assert order.amount == 225


def test_a_line_is_added_behind_the_others(client, ann):
    order = make_order(ann, lines=[(1, 1280)])
    product = make_product()
    line = {"product": product.pk, "quantity": 2, "price": 10}
    save(client, order, **{f"lines-1-{name}": value for name, value in line.items()})
    assert [what for what, _key, _after in changes()] == ["INSERT"]
    assert [line.quantity for line in order.lines.all()] == [1, 2]


def test_the_key_of_a_line_of_another_order_takes_nothing_from_it(client, ann):
    order, other = make_order(ann, lines=[(1, 100)]), make_order(ann, lines=[(7, 700)])
    foreign = other.lines.get()
    save(client, order, **{"lines-0-key": foreign.pk, "lines-0-quantity": "2"})
    foreign.refresh_from_db()
    assert (foreign.order, foreign.quantity) == (other, 7)
    assert [line.quantity for line in order.lines.all()] == [2]


def test_a_key_that_is_sent_twice_makes_two_lines(client, ann):
    order = make_order(ann, lines=[(1, 100), (2, 200)])
    key = order.lines.first().pk
    save(client, order, **{"lines-1-key": key})
    assert sorted(line.quantity for line in order.lines.all()) == [1, 2]


def test_lines_without_keys_are_matched_by_their_place(ann):
    product = make_product()
    order = make_order(ann, lines=[(1, 100, 0, product), (2, 200, 0, product)])
    keys = list(order.lines.values_list("pk", flat=True))
    lines = [make_line(1, 100, 0, product), make_line(4, 200, 0, product)]
    orders.update(order, lines=lines, by=ann)
    assert list(order.lines.values_list("pk", flat=True)) == keys
    assert [(what, key) for what, key, _after in changes()] == [("UPDATE", keys[1])]


def told(order):
    """Return [(what was done, to which line, {field: after or before})] of the edit, in order."""
    entries = [entry for entry in reversed(history.entries(order)) if entry.about]
    return [
        (entry.verb, entry.about, {row.name: row.after or row.before for row in entry.rows})
        for entry in entries
        if entry.change.verb == "edit"
    ]


def test_the_history_of_an_order_tells_what_became_of_each_line(client, ann):
    gauge, valve, pump = (make_product(name) for name in ("Level gauge", "Valve", "Pump"))
    order = make_order(ann, lines=[(1, 1280, 0, gauge), (2, 90, 0, valve)])
    line = {"lines-2-product": pump.pk, "lines-2-quantity": 4, "lines-2-price": 10}
    save(client, order, **{"lines-0-quantity": "5", "lines-1-DELETE": "on", **line})
    with override("en"):
        (removed, was, before), (changed, what, fields), (added, new, after) = told(order)
    assert (removed, was, before["quantity"]) == ("removed", "Valve", "2.000")
    assert (changed, what, fields["quantity"]) == ("changed", "Level gauge", "5.000")
    assert (added, new, after["quantity"]) == ("added", "Pump", "4.000")


def test_a_removed_line_keeps_all_of_its_history_and_stays_with_its_order(client, ann):
    order, other = (make_order(ann, lines=[(1, 100), (2, 200)]) for _each in range(2))
    save(client, order, **{"lines-1-quantity": "9"})
    save(client, order, **{"lines-1-DELETE": "on"})
    page = client.get(url_for(order, "detail"), {"tab": "history"})
    verbs = [change.verb for change in page.context["changes"] if change.change.verb == "edit"]
    assert verbs.count("removed") == verbs.count("changed") == 1
    assert told(other) == []


def test_a_removed_line_is_told_when_its_product_is_gone_too(client, ann):
    product = make_product("Valve")
    order = make_order(ann, lines=[(1, 100), (2, 200, 0, product)])
    save(client, order, **{"lines-1-DELETE": "on"})
    Product.everything.filter(pk=product.pk).delete()
    assert [(verb, about) for verb, about, _fields in told(order)] == [("删除", "—")]


def test_more_removed_lines_need_no_more_statements(client, ann):
    order = make_order(ann, lines=[(number, 10) for number in range(1, 8)])
    page = url_for(order, "detail")

    def cost():
        with CaptureQueriesContext(connection) as found:
            client.get(page, {"tab": "history"})
        return len(found)

    save(client, order, **{"lines-0-DELETE": "on"})
    cost()
    first = cost()
    save(client, order, **{f"lines-{place}-DELETE": "on" for place in range(4)})
    assert cost() == first
