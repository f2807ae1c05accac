"""The tab of a customer about what it buys, how much in which month, and when it is spoken to."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_followup, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make_user("ann", make_department("Sales"), ["account_manager"], language="en")


def tab(client, user, customer):
    client.force_login(user)
    return client.get(f"/customers/customers/{customer.pk}/", {"tab": "buying"})


def test_products_stand_by_amount_and_drafts_are_left_out(client, seller):
    customer, pump = make_customer(seller), make_product("Pump")
    today = timezone.localdate()
    make_order(seller, customer=customer, lines=[(1, 300)], state="confirmed")
    for days in (1, 40):
        order = make_order(seller, customer=customer, lines=[(2, 400)], ordered_on=today)
        order.lines.update(product=pump)
        type(order).objects.filter(pk=order.pk).update(
            state="confirmed", ordered_on=today - timedelta(days=days)
        )
    make_order(seller, customer=customer, lines=[(9, 999)])
    rows = tab(client, seller, customer).context["table"].rows
    assert rows[0].label == "Pump"
    assert [cell.html for cell in rows[0].cells][1:4] == ["4", "1,600.00", "2"]
    assert str(today - timedelta(days=1)) in rows[0].cells[4].html
    assert len(rows) == 2


def test_a_month_holds_the_orders_of_that_month(client, seller):
    customer = make_customer(seller)
    order = {"lines": [(1, 250)], "state": "confirmed", "ordered_on": timezone.localdate()}
    make_order(seller, customer=customer, **order)
    bars = tab(client, seller, customer).context["chart"]["bars"]
    assert len(bars) == 24
    assert [bar["title"] for bar in bars if bar["h"]] == [f"{timezone.localdate():%Y-%m} ¥250.00"]


def test_the_hour_and_the_weekday_of_most_follow_ups_are_told(client, seller):
    customer = make_customer(seller)
    for day in (3, 10, 17, 18):  # three Tuesdays and a Wednesday of March 2026
        at = timezone.make_aware(datetime(2026, 3, day, 14, 30))
        make_followup(customer, at=at)
    figures = tab(client, seller, customer).context["habits"]
    told = {figure.label: figure.value for figure in figures}
    assert told["Mostly spoken to on"] == "Tuesday"
    assert told["Mostly spoken to at"] == "14:00–16:00"


def test_who_never_bought_is_said_so(client, seller):
    shown = tab(client, seller, make_customer(seller)).content.decode()
    assert "Nothing bought yet." in shown
    assert "NaN" not in shown


def test_orders_beyond_reach_are_no_part_of_it(client, seller):
    boss = make_user("bea", make_department("Else"), ["account_manager"], language="en")
    customer = make_customer(seller, coworkers=[boss])
    make_order(seller, customer=customer, lines=[(1, 250)], state="confirmed")
    assert "Nothing bought yet." in tab(client, boss, customer).content.decode()


def test_moving_a_customer_to_the_bin_names_what_hangs_on_it_all_the_same(client, seller):
    boss = make_user("boss", seller.department, ["sales_supervisor"], language="en")
    customer = make_customer(seller)
    make_order(seller, customer=customer, lines=[(1, 250)], state="confirmed")
    client.force_login(boss)
    asked = client.get(f"/customers/customers/{customer.pk}/delete/").content.decode()
    assert "Orders" in asked and "Buying habits" not in asked
