"""Totals and life cycle of customers: kept ready, always equal to the records, with the reason."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core import firm
from core.models import Change
from customers.models import Customer
from customers.services import totals, trade
from sales.models import OrderState
from sales.services import orders
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_order

pytestmark = pytest.mark.django_db
CONFIRMED = OrderState.CONFIRMED


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), roles=["account_manager"])


@pytest.fixture
def customer(ann):
    return make_customer(ann)


def buy(customer, *deals):
    """Confirm an order for each (days ago, amount)."""
    for days, amount in deals:
        day = timezone.localdate() - timedelta(days=days)
        owner, lines = customer.owner, [(1, amount)]
        make_order(owner, customer=customer, lines=lines, state=CONFIRMED, ordered_on=day)
    customer.refresh_from_db()
    return customer


def phase(customer, *deals):
    buy(customer, *deals)
    return customer.life_cycle, customer.life_cycle_facts["why"]


def recompute(*options):
    """Run the command; return (its exit code, what it said)."""
    out = StringIO()
    try:
        call_command("recompute_customers", *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_a_new_customer_is_preparing(customer):
    totals.refresh()
    customer.refresh_from_db()
    assert (customer.life_cycle, customer.life_cycle_facts) == ("preparing", {"why": "none"})


@pytest.mark.parametrize(
    ("deals", "expected"),
    [
        ([(5, 100)], ("forming", "few")),
        ([(100, 100), (60, 100), (20, 100)], ("forming", "few")),
        ([(130, 100), (100, 100), (60, 200), (30, 100), (5, 300)], ("growing", "growth")),
        ([(130, 100), (100, 100), (60, 100), (30, 100)], ("stable", "steady")),
        ([(200, 100)], ("breaking", "months")),
        ([(100, 10), (90, 10), (80, 10), (60, 10)], ("breaking", "rhythm")),
        ([(150, 400), (120, 400), (92, 400), (40, 100)], ("breaking", "fall")),
    ],
)
def test_the_phase_follows_from_trade(customer, deals, expected):
    assert phase(customer, *deals) == expected


def test_a_rhythm_of_days_gives_no_alarm_within_a_week(customer):
    assert phase(customer, (8, 10), (7, 10), (6, 10), (5, 10)) == ("growing", "growth")


def test_a_lost_customer_is_breaking(customer):
    Customer.objects.update(state="lost")
    assert phase(customer, (5, 100)) == ("breaking", "lost")


def test_thresholds_are_the_firms_choice(customer, ann):
    buy(customer, (100, 100))
    assert customer.life_cycle == "forming"
    firm.change({"churn_months": 2}, by=ann)
    totals.refresh()
    customer.refresh_from_db()
    assert customer.life_cycle == "breaking"
    with translation.override("en"):
        assert customer.life_cycle_reason.startswith("No order for more than 2 months")


def test_every_reason_is_told_in_both_languages(customer):
    facts = {"months": 6, "last": "2026-05-01", "rhythm": 41, "recent": 1.5, "before": 12000}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for why in ("none", "lost", "months", "rhythm", "few", "fall", "growth", "steady"):
                customer.life_cycle_facts = {"why": why, "count": 2, "days": 90, **facts}
                assert customer.life_cycle_reason


def test_orders_keep_the_figures(customer):
    buy(customer, (90, 100), (60, 200), (10, 300))
    assert (customer.traded, customer.order_count) == (Decimal(600), 3)
    assert customer.first_order_on == timezone.localdate() - timedelta(days=90)
    assert customer.order_rhythm == 40
    assert customer.state == "deal"
    orders.cancel(customer.orders.order_by("-ordered_on").first(), by=customer.owner)
    customer.refresh_from_db()
    assert (customer.traded, customer.order_rhythm) == (Decimal(300), None)


def test_other_modules_register_where_their_records_lie(customer, monkeypatch):
    """Payments and complaints do not exist yet; confirmed orders stand in for them here."""
    monkeypatch.setitem(totals.sources, "received", totals.Source(orders.counted, amount="amount"))
    monkeypatch.setitem(totals.sources, "complaints", totals.Source(orders.counted))
    buy(customer, (10, 100), (5, 50))
    assert (customer.received, customer.open_complaints) == (Decimal(150), 2)
    assert customer.receivable == 0


def test_what_was_broken_is_found_named_and_worked_out_again(customer):
    buy(customer, (10, 100))
    assert recompute("--check") == (0, "All figures are those of the records.\n")
    Customer.objects.update(traded=7, received=3, life_cycle="stable")
    code, said = recompute("--check")
    assert code == 1
    assert f"customer {customer.number}: traded 7.00, the records say 100.00" in said
    assert "received 3.00" in said
    assert "life_cycle stable, the records say forming" in said
    assert recompute("--fix")[0] == 0
    assert recompute()[0] == 0
    customer.refresh_from_db()
    assert (customer.traded, customer.life_cycle) == (100, "forming")
    assert Change.objects.filter(verb="recount", object_id=customer.pk).count() == 1


def test_the_nightly_run_writes_only_what_differs(customer, ann):
    buy(customer, (10, 100))
    buy(make_customer(ann), (20, 100), (10, 100))
    totals.refresh()
    before = Change.objects.count()
    assert totals.refresh() == 0
    assert Change.objects.count() == before


def test_a_thousand_customers_cost_no_more_statements_than_one(customer, ann):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            trade.note(Customer.objects.values_list("pk", flat=True))
        return len(found)

    buy(customer, (10, 100))
    first = count()
    for _ in range(5):
        buy(make_customer(ann), (10, 100))
    assert count() == first
