"""Every opportunity needs an action a month (LEA-06): who is named, where, and who is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import firm
from core.routes import url_for
from sales.models import Opportunity, PlanStep, Stage
from sales.models.neglect import action_due, idle, last_action
from sales.services import neglect, opportunities, plans
from tests.support.neglect import untouched
from tests.support.people import make_user
from tests.support.records import make_customer, make_followup, make_opportunity
from workplace.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def chance(ann):
    made = make_opportunity(ann, customer=make_customer(ann), plan=["call", "visit"])
    return untouched(made, 40)


def is_idle(chance):
    return idle(Opportunity.objects.filter(pk=chance.pk)).exists()


def follow_up(chance):
    make_followup(chance.customer, opportunity=chance)


def about_the_customer(chance):
    make_followup(chance.customer)


def about_another_one(chance):
    other = make_opportunity(chance.owner, customer=chance.customer)
    make_followup(chance.customer, opportunity=other)


def move_to_another_stage(chance):
    stage = Stage.objects.exclude(pk=chance.stage_id).first()
    opportunities.change_stage(chance, stage=stage, by=chance.owner)


def record_a_step(chance):
    plans.record_step(PlanStep.objects.filter(done_at=None).first(), result="x", by=chance.owner)


def edit_a_field(chance):
    chance.refresh_from_db()
    chance.description = "still here"
    opportunities.update(chance, by=chance.owner)


def hand_it_to_and_fro(chance):
    owner = chance.owner
    other = make_user("carl", roles=["account_manager"])
    opportunities.hand_over(chance, other, by=owner)
    opportunities.hand_over(chance, owner, by=other)


def assign_it_anew(chance):
    boss = make_user("chief", roles=["sales_supervisor"])
    Opportunity.objects.filter(pk=chance.pk).update(state="assigned")
    opportunities.assign(chance, to=make_user("carl", roles=["account_manager"]), by=boss)


@pytest.mark.parametrize(
    ("deed", "is_action"),
    [
        (follow_up, True),
        (about_the_customer, True),
        (move_to_another_stage, True),
        (record_a_step, True),
        (assign_it_anew, True),
        (about_another_one, False),
        (edit_a_field, False),
        (hand_it_to_and_fro, False),
    ],
)
@pytest.mark.usefixtures("shipped_stages")
def test_what_counts_as_an_action(chance, deed, is_action):
    assert is_idle(chance)
    deed(chance)
    assert is_idle(chance) is not is_action
    state, last = Opportunity.objects.values_list("state", last_action()).get(pk=chance.pk)
    assert (action_due(state, last) >= timezone.localdate()) is is_action, "the column agrees"


@pytest.fixture
def shipped_stages():
    for place in range(2):
        Stage.objects.get_or_create(
            code=f"s{place}", defaults={"position": 90 + place, "probability": 10}
        )


def test_thirty_days_are_over_on_the_day_after_them(chance):
    untouched(chance, 30)
    assert not is_idle(chance)
    untouched(chance, 31)
    assert is_idle(chance)
    firm.change({"opportunity_idle_days": 60}, by=None)
    assert not is_idle(chance)


def test_a_deleted_follow_up_is_no_action_any_more(chance):
    row = make_followup(chance.customer, opportunity=chance)
    row.deleted_at = timezone.now()
    row.save()
    assert is_idle(chance)


def test_what_is_closed_or_waits_for_a_supervisor_is_not_neglected(ann, chance):
    waiting = untouched(make_opportunity(by=ann), 40)
    Opportunity.objects.filter(pk=chance.pk).update(state="lost")
    assert not is_idle(waiting) and not is_idle(chance)


def test_list_record_and_start_page_name_it(client, ann, boss, chance):
    fresh = make_opportunity(ann)
    client.force_login(ann)
    page = url_for(Opportunity, "list")
    listed = client.get(page, {"quick": "idle"}).content.decode()
    assert chance.title in listed and fresh.title not in listed
    assert "10 days overdue" in client.get(page).content.decode()
    record = client.get(url_for(chance, "detail")).content.decode()
    assert "No action for 40 days" in record
    assert f"opportunity={chance.pk}" in record
    assert "No action for" not in client.get(url_for(fresh, "detail")).content.decode()
    for person in (ann, boss):
        client.force_login(person)
        assert chance.title in client.get("/").content.decode(), person


def test_the_start_page_of_a_colleague_names_only_their_own(client, bob, chance):
    client.force_login(bob)
    assert chance.title not in client.get("/").content.decode()


def test_the_list_takes_no_more_statements_for_more_rows(client, ann, chance):
    client.force_login(ann)
    page = f"{url_for(Opportunity, 'list')}?quick=idle"
    one = statements(client, page)
    for _n in range(5):
        untouched(make_opportunity(ann, customer=make_customer(ann)), 40)
    assert statements(client, page) == one


def statements(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def told(person):
    return list(
        Message.objects.filter(person=person, kind="opportunity.neglected")
        .order_by("pk")
        .values_list("object_id", flat=True)
    )


def test_the_owner_is_told_once_of_each_silence_however_often_the_job_runs(ann, chance):
    missed = untouched(make_opportunity(ann), 55)  # some nights had no job
    for _night in range(3):
        neglect.warn()
    (message,) = Message.objects.filter(kind="opportunity.neglected")
    assert (message.person, message.params["days"]) == (ann, 30)
    assert message.more == 1, f"{missed} and {chance} in one message"
    record_a_step(chance)
    neglect.warn()
    PlanStep.objects.exclude(done_at=None).update(done_at=timezone.now() - timedelta(days=40))
    neglect.warn()
    assert len(told(ann)) == 2, "a new silence"


def test_who_gets_it_in_the_middle_of_a_silence_is_told(ann, bob, chance):
    neglect.warn()
    opportunities.hand_over(chance, bob, by=ann)
    neglect.warn()
    assert told(bob) == [chance.pk]
