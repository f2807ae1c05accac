"""Churn: who is warned of and why, measures that are only added, how a case ends by itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone, translation

from core.errors import RuleBroken
from core.models import Change
from customers.models import ChurnCase, ChurnMeasure, Customer
from customers.services import churn, customers, totals
from sales.models import OrderState
from tests.support.pages import EVERYTHING, PageTools
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_churn_case, make_customer, make_order
from workplace.models import Message

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), roles=["account_manager"], language="en")


def buyer(owner, *deals, name="", **fields):
    """Make a customer with an order for each (days ago, amount)."""
    customer = make_customer(owner, name, **fields)
    for days, amount in deals:
        order(customer, days, amount)
    customer.refresh_from_db()
    return customer


def order(customer, days, amount=100):
    day = TODAY() - timedelta(days=days)
    lines, state = [(1, amount)], OrderState.CONFIRMED
    make_order(customer.owner, customer=customer, lines=lines, state=state, ordered_on=day)


def reasons(customer):
    case = ChurnCase.objects.open().filter(customer=customer).first()
    return [facts["why"] for facts in case.reasons] if case else []


def measure(case, by, days=14, note=""):
    kind = entry("churn_measure", "call")
    day = TODAY() + timedelta(days=days)
    return churn.delay(case, measure=kind, note=note, look_again_on=day, by=by)


def test_the_weekly_job_warns_of_each_reason(ann):
    silent = buyer(ann, (200, 100))
    late = buyer(ann, (90, 10), (80, 10), (70, 10), (60, 10))
    falling = buyer(ann, (120, 1000), (100, 1000), (30, 1200))
    steady = buyer(ann, (120, 1000), (80, 1000), (40, 1000), (5, 1000))
    none = make_customer(ann)
    churn.warn()
    assert reasons(silent) == ["months"]
    assert reasons(late) == ["rhythm"]
    assert reasons(falling) == ["rhythm", "fall"] or reasons(falling) == ["fall"]
    assert reasons(steady) == reasons(none) == []


def test_an_open_complaint_is_a_reason(ann, monkeypatch):
    customer = buyer(ann, (5, 100))
    orders = totals.sources["trade"].rows
    monkeypatch.setitem(totals.sources, "complaints", totals.Source(orders))
    totals.refresh()
    churn.warn()
    assert reasons(customer) == ["complaint"]


def test_a_second_run_opens_nothing(ann):
    buyer(ann, (200, 100))
    assert len(churn.warn()) == 1
    before = Change.objects.count()
    assert churn.warn() == []
    assert (ChurnCase.objects.count(), Change.objects.count()) == (1, before)


def test_who_has_several_cases_gets_one_message_also_when_the_run_is_broken_off(ann, monkeypatch):
    for _customer in range(3):
        buyer(ann, (200, 100))
    monkeypatch.setattr(totals, "SPAN", 1)  # each customer is looked at by itself
    whole, seen = churn.warn_span, []

    def dying(first, after):
        if len(seen) == 2:
            raise SystemExit
        seen.extend(whole(first, after))
        return []

    monkeypatch.setattr(churn, "warn_span", dying)
    with pytest.raises(SystemExit):
        churn.warn()
    assert not Message.objects.exists()
    monkeypatch.setattr(churn, "warn_span", whole)
    assert len(churn.warn()) == 1
    assert Message.objects.get(person=ann).more == 2
    assert churn.warn() == []
    buyer(ann, (200, 100))
    churn.warn()
    assert [message.more for message in Message.objects.order_by("pk")] == [2, 0]


def test_the_database_keeps_one_open_case_per_customer(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    with pytest.raises(IntegrityError, match="customers_churncase_one_open"), transaction.atomic():
        make_churn_case(customer)


def test_lost_invalid_and_deleted_customers_are_left_alone(ann):
    for fields in ({"state": "lost"}, {"state": "invalid"}, {"deleted_at": timezone.now()}):
        customer = buyer(ann, (200, 100))
        Customer.objects.filter(pk=customer.pk).update(**fields)
    assert churn.warn() == []


def test_after_an_ended_case_there_is_a_pause(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    churn.win_back(ChurnCase.objects.get(), reason="见面谈妥", by=ann)
    assert churn.warn() == []
    ChurnCase.objects.update(ended_on=TODAY() - timedelta(days=91))
    assert len(churn.warn()) == 1
    assert customer.churn_cases.count() == 2


def test_the_reason_is_told_with_its_figures(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    case = ChurnCase.objects.get()
    with translation.override("zh-hans"):
        assert case.said == f"超过 6 个月没有下单，最近一次 {customer.last_order_on}。"
    with translation.override("en"):
        assert "No order for more than 6 months" in case.said


def test_the_day_of_the_last_order_is_told_once(ann):
    customer = buyer(ann, (290, 100), (260, 100), (230, 100), (200, 100))
    churn.warn()
    with translation.override("en"):
        said = ChurnCase.objects.get().said
    assert said.count(str(customer.last_order_on)) == 1
    assert "It used to order every 30 days." in said


def test_measures_are_added_and_never_overwritten(ann):
    case = make_churn_case(buyer(ann, (200, 100)))
    measure(case, ann, note="first")
    measure(case, ann, days=30, note="second")
    case.refresh_from_db()
    assert (case.state, case.look_again_on) == ("delayed", TODAY() + timedelta(days=30))
    assert [row.note for row in case.measures.all()] == ["second", "first"]
    with pytest.raises(DatabaseError), transaction.atomic():
        ChurnMeasure.objects.update(note="changed")


def test_the_day_to_look_again_lies_ahead(ann):
    with pytest.raises(RuleBroken):
        measure(make_churn_case(buyer(ann, (200, 100))), ann, days=0)


def test_a_confirmed_loss_makes_the_customer_lost(ann):
    customer = buyer(ann, (20, 100))
    case = churn.confirm(make_churn_case(customer), reason="换了供应商", by=ann)
    customer.refresh_from_db()
    assert (customer.state, customer.life_cycle) == ("lost", "breaking")
    assert (case.ended_by, case.ended_on, case.outcome) == (ann, TODAY(), "换了供应商")
    with pytest.raises(RuleBroken):
        churn.win_back(case, reason="doch", by=ann)


def test_a_new_order_closes_a_warning_by_itself(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    order(customer, 0)
    case = ChurnCase.objects.get()
    assert (case.state, case.ended_by, case.ended_on) == ("won_back", None, TODAY())


def test_an_old_order_written_down_late_closes_nothing(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    order(customer, 400)
    assert ChurnCase.objects.get().state == "warned"


def test_a_lost_customer_that_orders_is_a_buyer_again(ann):
    customer = buyer(ann, (200, 100))
    churn.warn()
    churn.confirm(ChurnCase.objects.get(), reason="停产", by=ann)
    order(customer, 0)
    customer.refresh_from_db()
    assert (customer.state, customer.life_cycle) == ("deal", "forming")
    assert ChurnCase.objects.get().state == "confirmed"


class ChurnPagesTests(PageTools, TestCase):
    """The pages: list, board, what is done on them, and who may."""

    model = ChurnCase
    more = {"customers.customer": {"view": "all"}, "sales.order": {"view": "all"}}

    def case(self, owner, name=""):
        return make_churn_case(buyer(owner, (200, 100), name=name))

    def test_reach_is_that_of_the_customer(self):
        ann, bob = self.person(*EVERYTHING, scope="own"), self.person(*EVERYTHING, scope="own")
        mine, theirs = self.case(ann), self.case(bob)
        self.assertEqual(self.listed(ann), [mine.pk])
        for action in ("detail", "delay", "confirm", "win_back"):
            self.assertEqual(self.get(ann, action, theirs).status_code, 404, action)
        board = self.get(ann, "board")
        self.assertContains(board, str(mine.customer))
        self.assertNotContains(board, str(theirs.customer))

    def test_a_measure_is_noted_on_the_page_and_shown(self):
        user = self.person(*EVERYTHING)
        case = self.case(user)
        kind = str(entry("churn_measure", "visit").pk)
        day = (TODAY() + timedelta(days=9)).isoformat()
        data = {"measure": kind, "note": "带样品上门", "look_again_on": day}
        self.client.force_login(user)
        url = f"{reverse('customers:churncase_delay', args=[case.pk])}?board=1"
        self.assertRedirects(self.client.post(url, data), reverse("customers:churncase_board"))
        for text in ("带样品上门", day):
            self.assertContains(self.get(user, "detail", case), text)
        self.assertContains(self.get(user, "board"), day)

    def test_the_page_of_an_action_names_its_record(self):
        user = self.person(*EVERYTHING)
        case = self.case(user)
        page = self.get(user, "confirm", case)
        self.assertContains(page, f'href="{reverse("customers:churncase_detail", args=[case.pk])}"')
        self.assertContains(page, str(case.customer))

    def test_who_only_reads_is_offered_no_action(self):
        reader, case = self.person("view"), self.case(self.person(*EVERYTHING))
        for page in (self.get(reader, "board"), self.get(reader, "detail", case)):
            self.assertNotContains(page, reverse("customers:churncase_delay", args=[case.pk]))
        self.assertEqual(self.get(reader, "delay", case).status_code, 403)

    def test_quick_filters_narrow_the_board(self):
        user = self.person(*EVERYTHING)
        mine, other = self.case(user), self.case(self.person())
        page = self.get(user, "board", query="?quick=mine")
        self.assertContains(page, str(mine.customer))
        self.assertNotContains(page, str(other.customer))

    def test_more_cases_need_no_more_statements(self):
        user = self.person(*EVERYTHING)
        self.case(user)
        pages = ("list", "board")
        [self.statements(user, page) for page in pages]
        first = [self.statements(user, page) for page in pages]
        for _ in range(5):
            self.case(user)
        self.assertEqual([self.statements(user, page) for page in pages], first)

    def test_the_customers_page_shows_the_warning(self):
        user = self.person(*EVERYTHING)
        case = self.case(user)
        self.client.force_login(user)
        page = self.client.get(case.customer.get_absolute_url())
        self.assertContains(page, "Churn warning")
        self.assertContains(page, "the last one was on 2026-01-05")


def test_a_lost_customer_that_is_restored_is_not_told_to_be_lost(ann):
    customer = buyer(ann, (5, 100))
    churn.confirm(make_churn_case(customer), reason="moved away", by=ann)
    customers.revive(customer, by=ann)
    customer = Customer.objects.get(pk=customer.pk)
    assert (customer.state, customer.life_cycle) == ("deal", "forming")
    assert totals.differences(1) == []


def test_an_invalid_customer_stays_invalid_when_its_case_is_confirmed(ann):
    customer = make_customer(ann)
    case = make_churn_case(customer)
    customers.mark_invalid(customer, reason="a double", by=ann)
    churn.confirm(case, reason="gone", by=ann)
    assert Customer.objects.get(pk=customer.pk).state == "invalid"
