"""Who was here is read from the record of sign-ins; leave and travel are excused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import SignIn, User
from core import firm, saving
from tests.support.people import make_user
from tests.support.records import make_absence
from tests.usage.base import PAGE, moment, report, seen
from workplace.models import Message

pytestmark = pytest.mark.django_db


def test_only_a_sign_in_counts_and_not_an_attempt(bob, ann):
    seen(ann, "2026-11-13 09:00")
    SignIn.objects.create(person=ann, name="x", outcome="wrong", at=moment("2026-11-19 09:00"))
    User.objects.filter(pk=ann.pk).update(last_login=moment("2026-11-19 09:00"))
    [line] = report(bob, "2026-11-20", show="absent").rows()
    assert (line.person, line.days, line.seen) == (ann, 4, moment("2026-11-13 09:00"))


def test_an_older_sign_in_than_the_record_holds_is_on_the_account(bob, ann):
    User.objects.filter(pk=ann.pk).update(last_login=moment("2025-11-13 09:00"))
    [line] = report(bob, "2026-11-20", show="unused").rows()
    assert (line.person, line.seen) == (ann, moment("2025-11-13 09:00"))


def test_leave_is_not_held_against_anybody(bob, ann):
    """Of the days since Monday the second, the third, the fourth and the nineteenth count."""
    seen(ann, "2026-11-02 09:00")
    make_absence(ann, "2026-11-05", "2026-11-18")
    assert not report(bob, "2026-11-19").rows()
    [line] = report(bob, "2026-11-20").rows()
    assert (line.days, line.why) == (3, "3 个工作日没有登录")


def test_leave_that_is_taken_back_counts_no_more(bob, ann):
    seen(ann, "2026-11-02 09:00")
    saving.remove(make_absence(ann, "2026-11-03", "2026-11-20"), by=bob)
    [line] = report(bob, "2026-11-20", show="absent").rows()
    assert line.days == 13


def test_an_account_is_not_unused_while_its_person_is_on_leave(bob, ann):
    seen(ann, "2026-11-01 09:00")
    make_absence(ann, "2026-11-02", "2026-11-10")
    assert not report(bob, "2026-11-24", show="unused").rows()
    assert report(bob, "2026-11-26", show="unused").rows()


def test_whoever_travels_signs_in_twice_a_week(bob, ann):
    make_absence(ann, "2026-11-02", "2026-11-30", kind="travel")
    seen(ann, "2026-11-11 21:00", "2026-11-13 07:30", "2026-11-13 21:00")
    assert not report(bob, "2026-11-16", show="absent").rows()
    [line] = report(bob, "2026-11-19", show="absent").rows()
    assert line.days == 0, "no working day is missed, yet once in a week is too seldom"
    with override("en"):
        assert report(bob, "2026-11-19").rows()[0].why == (
            "travelling, signed in on 1 day of the last week"
        )
    firm.change({"usage_travel_days": 1}, by=bob)
    assert not report(bob, "2026-11-19", show="absent").rows()


def test_missed_days_are_counted_over_the_last_twenty(bob, ann):
    User.objects.update(date_joined=moment("2026-01-05 09:00"))
    seen(ann, "2026-11-10 09:00", "2026-11-10 14:00", "2026-11-12 09:00")
    make_absence(ann, "2026-11-16", "2026-11-17")
    [line] = report(bob, "2026-11-20", person=ann).rows()
    assert line.missed == 20 - 2 - 2


def test_the_notice_and_the_sheet_leave_out_whom_leave_excuses(client, bob, ann):
    seen(ann, "2026-01-05 09:00")
    make_absence(ann, "2026-01-06", f"{timezone.localdate()}")
    client.post(reverse("reports:usage_notice"), {"all": "1", "confirmed": "1"})
    assert not Message.objects.exists()
    assert "安然" not in b"".join(client.get(PAGE, {"format": "csv"})).decode()


def test_more_people_ask_no_more_of_the_database(client, bob, ann, east):
    def statements():
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    seen(ann, "2026-01-05 09:00")
    make_absence(ann, "2026-01-06", "2026-02-06")
    client.get(PAGE)
    before = statements()
    for name in ("eve", "carl", "olga"):
        person = make_user(name, east)
        seen(person, "2026-01-05 09:00")
        make_absence(person, "2026-01-06", "2026-02-06")
    assert statements() == before
