"""Working days and working time, with the official make-up days and the firm's own."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import calendars, firm, workdays
from core.errors import RuleBroken
from core.models import Change, Workday
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2023, 11, 1), date(2027, 2, 1))
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 3, 31), timezones=st.just(HERE))
calm = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=HERE)


@pytest.fixture
def known(monkeypatch):
    """The shipped days, read once: hypothesis asks a thousand times."""
    found = dict(Workday.objects.values_list("day", "is_working"))
    monkeypatch.setattr(workdays, "corrected", lambda: found)
    monkeypatch.setattr(firm, "get", lambda name: firm.settings[name].default)
    return found


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),  # a Saturday that makes up for the Spring Festival
        ("2026-02-16", False),
        ("2026-02-24", True),
        ("2026-11-21", False),
        ("2026-11-23", True),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2024-10-12", True),
    ],
)
def test_official_days(day, works):
    assert workdays.is_workday(date.fromisoformat(day)) is works


def test_days_are_counted_over_the_spring_festival():
    """13 February 2026 is a Friday; the Saturday after it is a working day."""
    friday = date(2026, 2, 13)
    assert workdays.add_work_days(friday, 1) == date(2026, 2, 14)
    assert workdays.add_work_days(friday, 2) == date(2026, 2, 24)
    assert workdays.add_work_days(date(2026, 2, 24), -2) == friday
    assert workdays.add_work_days(date(2026, 2, 20), 0) == date(2026, 2, 24)


def test_time_is_counted_in_working_hours():
    assert workdays.working_minutes(at("11-23 11:30"), at("11-23 13:30")) == 60
    assert workdays.working_minutes(at("11-20 17:00"), at("11-23 10:00")) == 120
    assert workdays.working_minutes(at("11-21 09:00"), at("11-22 18:00")) == 0
    assert workdays.working_minutes(at("11-23 10:00"), at("11-20 17:00")) == -120


def test_the_firm_sets_its_hours():
    firm.change({"work_hours": "22:00-23:00"}, by=None)
    assert workdays.working_minutes(at("11-23 00:00"), at("11-24 00:00")) == 60


@pytest.mark.parametrize(
    "text", ["", "9-12", "09:00-09:00", "25:00-26:00", "09:00-12:00, 11:00-13:00", "12:00-09:00"]
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(ValidationError):
        firm.settings["work_hours"].field().clean(text)


@calm
@given(day=DAYS, n=st.integers(-80, 80))
def test_the_nth_working_day_is_the_nth(known, day, n):
    found = workdays.add_work_days(day, n)
    assert workdays.is_workday(found)
    first, last = sorted((day, found))
    walked = [first + timedelta(k) for k in range((last - first).days + 1)]
    others = [one for one in walked if one != day and workdays.is_workday(one)]
    if n:
        assert len(others) == abs(n)
        assert (found > day) is (n > 0)


@calm
@given(day=DAYS, n=st.integers(1, 60))
def test_there_and_back(known, day, n):
    day = workdays.add_work_days(day, 0)
    assert workdays.add_work_days(workdays.add_work_days(day, n), -n) == day


@calm
@given(moments=st.lists(MOMENTS, min_size=3, max_size=3))
def test_parts_of_a_time_add_up_to_the_whole(known, moments):
    start, middle, end = sorted(moments)
    parts = workdays.working_time(start, middle) + workdays.working_time(middle, end)
    assert parts == workdays.working_time(start, end)
    assert timedelta() <= parts <= end - start


def test_setup_leaves_the_days_of_the_firm_alone():
    calendars.decide(date(2026, 5, 1), is_working=True, note="开工", by=None)
    calendars.ship()
    assert workdays.is_workday(date(2026, 5, 1))


def test_a_list_is_taken_over_whole():
    text = "2027-01-01 off 元旦\n\n# notice\n2027-02-05~2027-02-11, 休, 春节\n2027-2-14 班"
    assert calendars.take_over(text, by=None) == 9
    assert not workdays.is_workday(date(2027, 2, 8))
    assert workdays.is_workday(date(2027, 2, 14))


@pytest.mark.parametrize(
    "line", ["2027-02-30 off", "2027-01-01", "tomorrow off", "2027-01-01 maybe", "",
             "2027-03-01~2027-02-01 off", "2027-01-01~2028-01-01 off"]
)  # fmt: skip
def test_a_line_that_cannot_be_read_stops_the_list(line):
    with pytest.raises(RuleBroken):
        calendars.take_over(f"2027-05-01 off\n{line}" if line else "", by=None)
    assert not Workday.objects.filter(day__year=2027).exists()


def test_a_year_without_days_is_told_in_time():
    assert workdays.unknown_year(date(2026, 10, 31)) is None
    assert workdays.unknown_year(date(2026, 11, 1)) == 2027
    assert workdays.unknown_year(date(2027, 3, 1)) == 2027


class CalendarPageTests(TestCase):
    def setUp(self):
        self.olga = make_user("olga", roles=["administrator"], language="en")
        self.client.force_login(self.olga)
        self.url = reverse("core:workday_list")

    def test_a_day_is_made_a_day_off_and_follows_the_week_again(self):
        page = self.client.get(self.url, {"day": "2026-11-23"})
        self.assertContains(page, "Make it a day off")
        said = {"day": "2026-11-23", "is_working": "0", "note": "盘点"}
        answer = self.client.post(self.url, said)
        self.assertRedirects(answer, f"{self.url}?year=2026#m11", fetch_redirect_response=False)
        self.assertFalse(workdays.is_workday(date(2026, 11, 23)))
        change = Change.objects.get(model="core.workday", verb="workday.edit")
        self.assertEqual(change.by, self.olga)
        self.client.post(self.url, {"day": "2026-11-23", "follow": "1"})
        self.assertTrue(workdays.is_workday(date(2026, 11, 23)))

    def test_strange_years_and_days_show_a_year(self):
        for query in ({"year": "0"}, {"year": "9999"}, {"year": "²026"}, {"day": "2026-13-01"}):
            with self.subTest(query):
                self.assertEqual(self.client.get(self.url, query).status_code, 200)

    def test_a_list_is_typed_and_a_bad_line_keeps_what_was_typed(self):
        url = reverse("core:workday_import")
        page = self.client.post(url, {"days": "2027-01-01 off\n2027-01-02 perhaps"})
        self.assertContains(page, "Line 2")
        self.assertContains(page, "2027-01-02 perhaps")
        self.client.post(url, {"days": "2027-01-01 off New Year"})
        self.assertFalse(workdays.is_workday(date(2027, 1, 1)))

    def test_whoever_keeps_the_calendar_is_warned_of_a_missing_year(self):
        Workday.objects.all().delete()
        self.assertContains(self.client.get("/"), "are not known yet")
        self.client.force_login(make_user("ann", roles=["account_manager"], language="en"))
        self.assertNotContains(self.client.get("/"), "are not known yet")

    def test_the_next_step_in_three_working_days_knows_the_calendar(self):
        customer = make_customer(make_user("bob"))
        today = date.today()
        calendars.decide(workdays.add_work_days(today, 1), is_working=False, by=None)
        page = self.client.get(customer.get_absolute_url())
        day = workdays.add_work_days(today, 3)
        self.assertContains(page, f'data-zk-day="{day}"')
