"""Usage discipline: who stays away, what lies idle, for whose eyes, and the notice."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from core import firm
from core.models import Batch
from core.navigation import entries
from crm_site.menu import MENU
from tests.support.neglect import untouched
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_followup, make_opportunity
from tests.usage.base import PAGE, moment, report, seen
from workplace.models import Message

pytestmark = pytest.mark.django_db


def names(client, **query):
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    found = answer.context["table"].rows
    return [row.label for row in found]


def test_working_days_are_counted_and_not_the_days_of_a_holiday(bob, ann):
    """The National Day of 2026: nobody works from the first to the seventh of October."""
    seen(bob, "2026-10-09 09:00")
    seen(ann, "2026-09-30 09:00")
    assert not report(bob, "2026-10-09", show="absent").rows()
    [line] = report(bob, "2026-10-12", show="absent").rows()
    assert (line.person, line.days) == (ann, 3)  # 8, 9 and the make-up Saturday


def test_today_is_not_held_against_anybody(bob, ann):
    seen(bob, "2026-11-20 08:00")
    seen(ann, "2026-11-16 08:00")
    assert not report(bob, "2026-11-19", show="absent").rows()
    [line] = report(bob, "2026-11-20", show="absent").rows()
    assert (line.person, line.days) == (ann, 3)
    firm.change({"usage_absent_days": 4}, by=bob)
    assert not report(bob, "2026-11-20", show="absent").rows()


def test_an_account_that_nobody_uses_is_named_and_so_is_one_never_used(bob, ann, east):
    eve = make_user("eve", east)
    User.objects.filter(pk=eve.pk).update(date_joined=moment("2026-10-01 09:00"))
    seen(bob, "2026-11-20 08:00")
    seen(ann, "2026-11-06 00:30")
    assert [line.person for line in report(bob, "2026-11-20", show="unused").rows()] == [eve]
    assert {line.person for line in report(bob, "2026-11-21", show="unused").rows()} == {eve, ann}
    User.objects.filter(pk=eve.pk).update(is_active=False)
    assert [line.person for line in report(bob, "2026-11-21", show="unused").rows()] == [ann]


def test_a_chance_without_an_action_is_counted_until_somebody_acts(client, bob, ann):
    customer = make_customer(ann)
    chance = make_opportunity(ann, customer=customer, plan=["call"])
    other = make_opportunity(ann)
    for each in (chance, other):
        untouched(each, 40)
    client.get(PAGE)
    assert names(client, show="idle") == ["安然"]
    [line] = report(bob, f"{timezone.localdate()}", show="idle").rows()
    assert line.idle == 2
    make_followup(customer)
    [line] = report(bob, f"{timezone.localdate()}", show="idle").rows()
    assert line.idle == 1
    untouched(other, 29)
    assert names(client, show="idle") == []


def test_the_number_leads_to_the_list_of_exactly_those(client, bob, ann):
    for _n in range(3):
        untouched(make_opportunity(ann), 40)
    make_opportunity(ann)
    row = client.get(PAGE).context["table"].rows[0]
    links = [str(cell.html).split('"')[1] for cell in row.cells if "href" in str(cell.html)]
    [address] = [link for link in links if link.startswith(reverse("sales:opportunity_list"))]
    rows = client.get(address.replace("&amp;", "&")).context["table"].rows
    assert len(rows) == 3


def test_nobody_looks_beyond_their_reach(client, bob, ann):
    carl = make_user("carl", make_department("西南"))
    for person in (ann, carl):
        seen(person, "2026-01-05 09:00")
    assert names(client) == ["安然"]
    for query in ({"department": carl.department_id}, {"person": carl.pk}):
        assert names(client, **query) == []
    assert b"Carl" not in b"".join(client.get(PAGE, {"format": "csv"}))
    client.post(reverse("reports:usage_notice"), {"pk": [carl.pk], "confirmed": "1"})
    assert not Message.objects.exists()
    client.force_login(make_user("olga", roles=["administrator"]))
    assert {"安然", "Carl"} <= set(names(client))


def test_department_and_person_narrow_the_page(client, bob, ann, east):
    inner = make_department("上海组", east)
    eve = make_user("eve", inner, real_name="夏依")
    for person in (ann, eve):
        seen(person, "2026-01-05 09:00")
    assert set(names(client, department=east.pk)) == {"安然", "夏依"}
    assert names(client, department=inner.pk) == ["夏依"]
    assert names(client, person=ann.pk) == ["安然"]


def test_the_ticked_people_read_what_is_said_of_them(client, bob, ann, east):
    eve = make_user("eve", east, real_name="夏依")
    for person in (ann, eve):
        seen(person, "2026-01-05 09:00")
    untouched(make_opportunity(ann), 40)
    notice = reverse("reports:usage_notice")
    asked = client.post(notice, {"pk": [ann.pk], "query": ""})
    assert "安然" in asked.content.decode()
    assert not Message.objects.exists(), "it asks first"
    sent = {"pk": [ann.pk], "confirmed": "1", "note": "请尽快跟进", "query": ""}
    assert client.post(notice, sent).url == PAGE
    message = Message.objects.get()
    assert (message.person, message.kind) == (ann, "usage.notice")
    client.force_login(ann)
    inbox = client.get(reverse("workplace:message_list")).content.decode()
    assert "请尽快跟进" in inbox
    assert "1" in inbox


def test_all_who_are_named_are_told_once_however_often_it_is_sent(client, bob, ann, east):
    eve = make_user("eve", east)
    for person in (ann, eve, bob):
        seen(person, "2026-01-05 09:00")
    notice = reverse("reports:usage_notice")
    page = client.post(notice, {"all": "1", "query": "show=absent"})
    key = page.content.decode().split('name="form_key" value="')[1].split('"')[0]
    sent = {"all": "1", "query": "show=absent", "confirmed": "1", "form_key": key}
    for _time in range(2):
        client.post(notice, sent)
    assert {message.person for message in Message.objects.all()} == {ann, eve}, "not to oneself"
    assert Message.objects.count() == 2


def test_the_sheet_holds_the_same_and_is_noted(client, bob, ann):
    seen(ann, "2026-01-05 09:00")
    answer = client.get(PAGE, {"format": "xlsx", "show": "absent"})
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    heads, row = list(sheet.iter_rows(values_only=True))
    assert heads[0] == "Person"
    assert row[0] == "安然"
    batch = Batch.objects.get()
    assert (batch.kind, batch.model, batch.by, batch.total) == ("export", "reports.usage", bob, 1)


def test_nonsense_asks_for_nothing(client, bob):
    for query in ({"show": "x"}, {"department": "x"}, {"person": "9" * 30}, {"page": "x"}):
        assert client.get(PAGE, query).status_code == 200
    assert client.get(PAGE, {"format": "exe"}).status_code == 404


def test_shipped_supervisors_and_administrators_have_it_in_their_menu():
    call_command("setup")
    for role, there in (("sales_supervisor", True), ("administrator", True), ("executive", False)):
        found = entries(MENU, make_user(role, roles=[role]))
        assert (PAGE in [child.url for entry in found for child in entry.children]) is there, role
