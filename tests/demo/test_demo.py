"""The demo firm: the same twice, sound in itself, with something to do for everybody."""

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone

from accounts.models import SHIPPED, SignIn, User
from core.models import Change, SavedView
from crm_site.demo import decisions, people
from crm_site.demo.load import load
from customers.models import (
    AccessRequest,
    ChurnCase,
    Contact,
    CreditAssessment,
    Customer,
    ExtensionRequest,
    Interaction,
)
from customers.models.keys import IMPOSSIBLE, UNREACHABLE
from customers.services import cleaning, pool
from reports.usage import UsageReport
from sales.models import Opportunity, OpportunityState, Order, OrderState
from sales.models.neglect import idle
from tests.demo.checks import (
    WRONG_AMOUNTS,
    WRONG_CONTACTS,
    WRONG_TOTALS,
    demo,
    fingerprint,
    rows,
)
from tests.support.database import as_owner

SCALE = 0.2


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker):
    """The firm at a fifth of its size, loaded once; what a test does to it is undone.

    The database has been used before: its keys do not start at one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        rows("SELECT nextval(pg_get_serial_sequence('customers_customer', 'id'))")
        with as_owner():
            firm = load(timezone.localdate(), SCALE)
        yield firm
        transaction.set_rollback(True)


def test_same_day_gives_the_same_firm(firm, db):
    before = fingerprint()
    assert "zhoulan" in demo("--reset", f"--scale={SCALE}")
    assert fingerprint() == before


def test_totals_are_those_of_the_records(firm, db):
    assert rows(WRONG_TOTALS) == rows(WRONG_AMOUNTS) == rows(WRONG_CONTACTS) == []


def test_every_state_and_role_occurs(firm, db):
    def found(model, field="state"):
        return set(model.objects.values_list(field, flat=True))

    assert found(Customer) == set(Customer.State.values)
    assert found(Order) == set(OrderState.values)
    assert found(Opportunity) == set(OpportunityState.values)
    assert found(User, "groups__role__code") == set(SHIPPED)
    assert Customer.objects.in_pool().exists()
    assert Customer.objects.exclude(coworkers=None).exists()


def test_there_is_something_to_do_today(firm, db):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timezone.timedelta(days=1)
    assert Customer.objects.due_by(midnight).exists()
    assert Customer.objects.filter(next_contact_at__range=(midnight, tomorrow)).exists()
    assert not Interaction.objects.filter(at__gt=timezone.now()).exists()


def test_there_is_something_to_clean_to_answer_and_to_judge(firm, db):
    boss = User.objects.get(username="qinmuye")
    assert cleaning.shared_by("name", boss, size=1)
    assert cleaning.lifeless(Customer.objects.in_pool()).exists()
    assert Customer.objects.filter(IMPOSSIBLE).exists()
    assert Contact.objects.filter(UNREACHABLE).exists()
    assert AccessRequest.objects.filter(state="open").exists()
    assert CreditAssessment.objects.exists()


def test_the_dates_of_history_are_those_of_the_records(firm, db):
    order = Order.objects.filter(state="confirmed").first()
    added, confirmed = Change.objects.filter(model="sales.order", object_id=order.pk).order_by("pk")
    assert (added.at, added.by) == (order.created_at, order.owner)
    assert confirmed.verb == "order.confirm" and confirmed.at > added.at


def test_few_customers_bring_most_of_the_trade(firm, db):
    amounts = [row.traded for row in Customer.objects.filter(traded__gt=0).order_by("-traded")]
    assert sum(amounts[: len(amounts) // 5]) > sum(amounts) * 6 / 10


def test_numbers_follow_the_days(firm, db):
    for customer in Customer.objects.all():
        assert customer.number.startswith(f"KH{customer.filed_on:%Y%m%d}-")


def test_phones_belong_to_nobody(firm, db):
    assert not User.objects.exclude(phone__startswith="1990000").exists()
    assert not Customer.objects.exclude(phone__contains="-0").exists()


def test_sign_ins_work(firm, db, client):
    for person in people.sign_ins():
        assert client.login(username=person.username, password=people.PASSWORD)
    assert not client.login(username="dingluoyan", password=people.PASSWORD)  # has left


def test_the_door_has_seen_people_and_strangers(firm, db):
    """So that the record of sign-ins, the page of usage and the list of people show something."""
    outcomes = set(SignIn.objects.values_list("outcome", flat=True))
    assert {"done", "out", "idle", "wrong", "unknown", "locked", "disabled"} <= outcomes
    assert not SignIn.objects.filter(at__gt=timezone.now()).exists()
    boss = User.objects.get(username="haoyiming")
    boss.forget_rights()  # the process knows those of other tests
    report = UsageReport(boss, {})
    assert report.totals()["unused"] >= 3
    named = {line.person.username: line for line in report.rows()}
    assert named["heyingchuan"].days == 0, "travelling, too seldom here"
    assert "xubanxia" not in {line.person.username for line in report.rows() if not line.idle}


def test_nothing_happens_when_people_are_here(firm, db):
    before = fingerprint()
    assert "nothing was done" in demo()
    assert fingerprint() == before


def test_churn_is_believable_and_has_a_past(firm, db):
    waiting = ChurnCase.objects.open().count()
    assert 0 < waiting <= Customer.objects.count() * 0.2
    ended = ChurnCase.objects.filter(ended_on__isnull=False)
    assert set(ended.values_list("state", flat=True)) == {"confirmed", "won_back"}
    assert len(ended.dates("opened_on", "month")) > 3
    assert not ended.filter(ended_on__lt=F("opened_on")).exists()
    lost = Customer.objects.filter(state="lost", order_count__gt=0)
    assert not lost.exclude(churn_cases__state="confirmed").exists()


def test_follow_ups_are_with_several_people_and_about_opportunities(firm, db):
    talks = Interaction.objects.annotate(people=Count("with_contacts"))
    assert talks.filter(people__gt=1).exists() and not talks.filter(people=0).exists()
    assert talks.filter(of_opportunityinteraction__isnull=False).exists()


def test_a_service_agent_sees_masks_and_may_show_a_value(firm, db, client):
    agent = User.objects.get(username="yeguifan")
    agent.forget_rights()
    client.force_login(agent)
    contact = Contact.objects.exclude(mobile="").first()
    page = client.get(contact.get_absolute_url()).content.decode()
    assert contact.mobile not in page and "****" in page
    shown = client.post(
        reverse("core:reveal", args=["customers.contact", contact.pk, "mobile"])
    ).content.decode()
    assert contact.mobile in shown


def test_a_field_of_the_firm_divides_a_report_and_stands_in_a_shared_view(firm, db, client):
    client.force_login(User.objects.get(username="qinmuye"))
    asked = {"period": "ever", "by": f"x_{decisions.FIELD}"}
    lines = client.get("/reports/contribution/", asked).context["table"].rows
    assert len(lines) > 3
    for view in SavedView.objects.all():
        assert client.get(view.address()).context["table"].rows, view


def test_what_waits_and_what_is_neglected_can_be_seen(firm, db):
    assert pool.soon(Customer.objects.all()).exists()
    assert ExtensionRequest.objects.filter(state="waiting").exists()
    assert 0 < idle(Opportunity.objects.all()).count() < Opportunity.objects.open().count() / 3
