"""Value tiers: which level trade speaks for, what a rehearsal shows, and who decides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core import firm as settings
from core.models import Change
from customers.models import Customer, LevelRule
from customers.services import level_rules, tiers, totals
from sales.services import orders
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_customer, make_level_rule, make_order

pytestmark = pytest.mark.django_db
LIST, RULES = "/customers/customers/", "/customers/level-rules/"


@pytest.fixture
def firm():
    """A department with its leader; A from 1,000 yuan, B from 2 orders, C for the others."""
    LevelRule.objects.all().delete()
    sales, other = make_department("Sales"), make_department("Service")
    ann = make_user("ann", sales, ["account_manager"], language="en")
    boss = make_user("boss", sales, ["sales_supervisor"], language="en")
    carl = make_user("carl", other, ["account_manager"], language="en")
    make_level_rule("a", by=boss, position=1)
    make_level_rule("b", by=boss, position=2, least_amount=None, least_orders=2)
    make_level_rule("c", by=boss, position=3, least_amount=None)
    return {"ann": ann, "boss": boss, "carl": carl}


def trade(owner, *amounts, level=None, days=10, name=""):
    """Make a customer of a level with confirmed orders of some days ago."""
    level = entry("customer_level", level) if level else None
    customer = make_customer(owner, name, level=level)
    day = timezone.localdate() - timedelta(days=days)
    for amount in amounts:
        make_order(owner, customer=customer, lines=[(1, amount)], state="confirmed", ordered_on=day)
    customer.refresh_from_db()
    return customer


def code(customer):
    customer.refresh_from_db()
    return customer.level_by_trade and customer.level_by_trade.code


def names(client, user, query):
    client.force_login(user)
    return {row.label for row in client.get(f"{LIST}?{query}").context["table"].rows}


@pytest.mark.parametrize(
    ("amounts", "days", "wanted"),
    [
        ((1000,), 10, "a"),
        ((999.99,), 10, "c"),
        ((300, 300), 10, "b"),
        ((5000,), 400, "c"),
        ((), 10, None),
    ],
)
def test_the_first_rule_that_holds_says_the_level(firm, amounts, days, wanted):
    assert code(trade(firm["ann"], *amounts, days=days)) == wanted


def test_the_reason_is_said_with_its_figures(firm):
    customer = trade(firm["ann"], 700, 800, level="b")
    with translation.override("en"):
        wanted = "¥1,500.00 in 2 orders in the last 12 months (from ¥1,000.00)."
        assert customer.level_reason == wanted
    assert customer.level.code == "b"  # nothing changes by itself


def test_a_cancelled_order_takes_its_level_along(firm):
    customer = trade(firm["ann"], 2000)
    orders.cancel(customer.orders.get(), by=firm["ann"])
    assert code(customer) is None


def test_a_changed_rule_is_worked_out_for_all(firm):
    customer = trade(firm["ann"], 700)
    rule = LevelRule.objects.get(position=1)
    rule.least_amount = 500
    level_rules.update(rule, by=firm["boss"])
    totals.refresh()
    assert code(customer) == "a"


def test_a_rehearsal_says_whose_level_would_differ_and_stores_nothing(client, firm):
    trade(firm["ann"], 700, level="b", name="云帆")
    trade(firm["carl"], 700, level="b", name="远航")
    rule = LevelRule.objects.get(position=1)
    client.force_login(firm["boss"])
    form = {"level": rule.level_id, "position": 1, "months": 12, "version": rule.version}
    shown = client.post(f"{RULES}{rule.pk}/edit/", {**form, "least_amount": "500", "rehearse": "1"})
    said = shown.content.decode()
    assert "Levels that would differ from trade: 1" in said
    assert "B → A: 1" in said
    assert "¥700.00 in 1 order in the last 12 months" in said
    assert "云帆" in said and "远航" not in said  # beyond reach
    rule.refresh_from_db()
    assert rule.least_amount == 1000


def test_lists_tell_up_down_and_kept_apart(client, firm):
    trade(firm["ann"], 2000, level="c", name="raise")
    trade(firm["ann"], 10, level="a", name="lower")
    trade(firm["ann"], 10, level="c", name="right")
    kept = trade(firm["ann"], 10, level="b", name="kept")
    tiers.keep(kept, reason="大单在谈", by=firm["boss"])
    found = {
        which: names(client, firm["boss"], f"tier={which}")
        for which in ("differs", "up", "down", "kept")
    }
    assert found == {
        "differs": {"raise", "lower"},
        "up": {"raise"},
        "down": {"lower"},
        "kept": {"kept"},
    }


def test_a_supervisor_takes_the_level_over_from_the_record(client, firm):
    customer = trade(firm["ann"], 2000, level="c")
    client.force_login(firm["ann"])
    assert client.post(f"{LIST}{customer.pk}/accept-level/").status_code == 403
    client.force_login(firm["boss"])
    assert "Level A as its trade says" in client.get(f"{LIST}{customer.pk}/").content.decode()
    client.post(f"{LIST}{customer.pk}/accept-level/")
    customer.refresh_from_db()
    assert customer.level.code == "a"
    verbs = Change.objects.filter(model="customers.customer", object_id=customer.pk)
    assert verbs.latest("pk").verb == "level.accept"
    again = client.post(f"{LIST}{customer.pk}/accept-level/", follow=True)
    assert "fits its trade by now" in again.content.decode()


def test_many_are_taken_over_at_once_within_reach(client, firm):
    mine = [trade(firm["ann"], 2000, level="c") for _more in range(2)]
    theirs = trade(firm["carl"], 2000, level="c")
    client.force_login(firm["boss"])
    answer = client.get(f"{LIST}?tier=up")
    assert "Take over level by trade" in answer.content.decode()
    assert "Take over level by trade" not in client.get(LIST).content.decode()
    sent = {"all": "1", "query": "tier=up"}
    client.post(f"{LIST}accept-level/", {**sent, "count": "2", "confirmed": "1"})
    rows = Customer.objects.filter(pk__in=[row.pk for row in mine])
    assert {row.level.code for row in rows} == {"a"}
    theirs.refresh_from_db()
    assert theirs.level.code == "c"


def test_a_kept_level_is_asked_again_when_trade_says_a_third_one(client, firm):
    customer = trade(firm["ann"], 10, level="b")
    client.force_login(firm["boss"])
    client.post(f"{LIST}{customer.pk}/keep-level/", {"reason": "大单在谈"})
    customer.refresh_from_db()
    assert not customer.level_differs
    with translation.override("en"):
        assert customer.level_reason.endswith("Kept nevertheless: 大单在谈")
    make_order(firm["ann"], customer=customer, lines=[(1, 5000)], state="confirmed")
    customer.refresh_from_db()
    assert customer.level_differs


def test_at_night_levels_follow_only_when_the_firm_wants_it(firm):
    customer = trade(firm["ann"], 2000, level="c")
    kept = trade(firm["ann"], 10, level="b")
    tiers.keep(kept, reason="大单在谈", by=firm["boss"])
    assert tiers.follow_trade() == 0
    settings.change({tiers.NIGHTLY: True}, by=firm["boss"])
    assert tiers.follow_trade() == 1
    for row in (customer, kept):
        row.refresh_from_db()
    assert (customer.level.code, kept.level.code) == ("a", "b")


def test_a_night_of_many_customers_asks_by_the_chunk(firm, monkeypatch):
    settings.change({tiers.NIGHTLY: True}, by=firm["boss"])

    def asked(many) -> int:
        rows = [trade(firm["ann"], 2000, level="c") for _more in range(many)]
        with CaptureQueriesContext(connection) as found:
            assert tiers.follow_trade() == many
        assert {code(row) for row in rows} == {"a"}
        changes = Change.objects.filter(object_id__in=[row.pk for row in rows])
        assert changes.filter(verb="level.accept").count() == many
        return sum("customers_customer" in query["sql"] for query in found)

    monkeypatch.setattr(tiers, "CHUNK", 3)
    assert asked(3) - asked(1) == 0
    assert asked(4) - asked(1) == 2  # one chunk more: its keys, and their levels


def test_the_page_leads_to_the_customers_it_counts(client, firm):
    trade(firm["ann"], 2000, level="c")
    make_customer(None, level=entry("customer_level", "a"))
    make_customer(firm["ann"], level=entry("customer_level", "a"))
    client.force_login(firm["boss"])
    figures = client.get(RULES).context["figures"]
    assert [figure.value for figure in figures] == ["1", "0", "0", "1", "1"]
    for figure in figures:
        assert client.get(figure.url).context["pager"].count == figure.value


def test_who_sells_sees_no_rules_and_no_rules_say_so(client, firm):
    client.force_login(firm["ann"])
    assert client.get(RULES).status_code == 403
    LevelRule.objects.all().delete()
    client.force_login(firm["boss"])
    assert "There are no level rules yet." in client.get(RULES).content.decode()
