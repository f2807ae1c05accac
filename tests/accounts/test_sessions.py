"""Open sessions: how long they last, what counts as use, who ends them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, SignIn
from accounts.services import users
from core import firm
from tests.support.door import ELSEWHERE, PASSWORD, sign_in
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def ann(db):
    return make_user("ann", roles=["account_manager"], password=PASSWORD, language="en")


def signed_in(address="10.0.0.7", agent="Chrome/141.0 Windows"):
    client = Client()
    sign_in(client=client, address=address, headers={"User-Agent": agent})
    return client


def move(**columns):
    """Let every session be so much older."""
    values = {
        name: timezone.now() - timedelta(minutes=minutes) for name, minutes in columns.items()
    }
    Session.objects.update(**values)


def is_in(client, **headers):
    return client.get(HOME, headers=headers).status_code == 200


# limits -------------------------------------------------------------------------------------


def test_half_an_hour_without_use_ends_a_session_and_says_why(ann):
    client = signed_in()
    move(last_seen_at=29)
    assert is_in(client)
    move(last_seen_at=31)
    answer = client.get(HOME)
    assert answer.url == f"{reverse('login')}?next=/&ended=idle"
    assert "nothing happened" in client.get(answer.url).content.decode()
    assert SignIn.objects.first().outcome == "idle"
    assert not Session.objects.exists()


def test_twelve_hours_end_a_session_that_was_used_all_the_time(ann):
    client = signed_in()
    move(started_at=12 * 60 - 1)
    assert is_in(client)
    move(started_at=12 * 60 + 1)
    assert not is_in(client)
    assert SignIn.objects.first().outcome == "limit"


def test_the_firm_sets_both_limits(ann):
    firm.change({"idle_minutes": 60, "session_hours": 1}, by=None)
    client = signed_in()
    move(last_seen_at=59)
    assert is_in(client)
    move(started_at=61)
    assert not is_in(client)


def test_use_is_noted_once_a_minute_and_costs_nothing_else(ann):
    client = signed_in()
    is_in(client)
    move(last_seen_at=2)
    with CaptureQueriesContext(connection) as first:
        client.get(reverse("core:draft_list"))
    with CaptureQueriesContext(connection) as second:
        client.get(reverse("core:draft_list"))
    assert len(first) == len(second) + 1


def test_what_a_page_asks_by_itself_is_no_use(ann):
    client = signed_in()
    move(last_seen_at=20)
    is_in(client, **{"X-Zhike-Poll": "1"})
    move_by = timezone.now() - Session.objects.get().last_seen_at
    assert move_by > timedelta(minutes=19)
    left = client.get(reverse("accounts:session"), headers={"X-Zhike-Poll": "1"}).json()["left"]
    assert 9 * 60 < left <= 10 * 60
    assert client.post(reverse("accounts:session")).json()["left"] > 29 * 60


def test_a_form_that_comes_too_late_is_carried_through_the_sign_in(ann):
    client = signed_in()
    add = reverse("customers:customer_add")
    key = client.get(add).context["form_key"]
    move(last_seen_at=31)
    page = client.post(add, {"name": "云帆精密", "form_key": key})
    assert page.context["kept"]
    answer = sign_in(client=client, kept=page.context["kept"])
    assert answer.url == f"{add}?draft=1"


def test_a_piece_of_a_page_is_told_where_to_sign_in_and_why(ann):
    client = signed_in()
    move(last_seen_at=31)
    answer = client.get(HOME, headers={"HX-Request": "true", "HX-Current-URL": "http://x/a/"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("?next=%2Fa%2F&ended=idle")


# ending -------------------------------------------------------------------------------------


def test_the_own_sessions_are_listed_with_address_and_browser_and_no_key(ann):
    client = signed_in()
    signed_in(ELSEWHERE, "Firefox/143.0 Linux")
    bob = make_user("bob")
    Client().force_login(bob)
    page = client.get(reverse("accounts:security"))
    assert {row.address for row in page.context["sessions"]} == {"10.0.0.7", ELSEWHERE}
    text = page.content.decode()
    assert "Firefox 143, Linux" in text
    assert not any(key in text for key in Session.objects.values_list("pk", flat=True))


def test_one_session_is_ended_from_another(ann):
    here, there = signed_in(), signed_in(ELSEWHERE)
    handle = Session.objects.get(address=ELSEWHERE).handle
    here.post(reverse("accounts:session_end"), {"session": handle})
    assert is_in(here)
    assert not is_in(there)


def test_all_others_are_ended_and_nobody_elses(ann):
    here, there, bobs = signed_in(), signed_in(ELSEWHERE), Client()
    bobs.force_login(make_user("bob"))
    here.post(reverse("accounts:session_end"), {"others": "1"})
    assert (is_in(here), is_in(there), is_in(bobs)) == (True, False, True)


def test_nobody_ends_the_session_of_somebody_else(ann):
    client, bobs = signed_in(), Client()
    bobs.force_login(make_user("bob"))
    handle = Session.objects.exclude(user=ann).get().handle
    client.post(reverse("accounts:session_end"), {"session": handle})
    assert is_in(bobs)


@pytest.mark.parametrize(
    "ending",
    [
        lambda ann: users.deactivate(ann, by=None),
        lambda ann: users.reset_password(ann, by=None),
        lambda ann: users.sign_out_everywhere(ann, by=None),
        lambda ann: users.change_password(ann, "another-tea-2027"),
    ],
)
def test_what_ends_all_sessions_leaves_no_row_behind(ann, ending):
    client = signed_in()
    ending(ann)
    assert not Session.objects.filter(user=ann).exists()
    assert not is_in(client)


def test_a_new_password_keeps_this_session_and_its_age(ann):
    client = signed_in()
    move(started_at=60)
    before = Session.objects.get().started_at
    new = "another-tea-2027"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post(reverse("accounts:password"), data)
    assert is_in(client)
    assert Session.objects.get().started_at <= before + timedelta(hours=1, seconds=5)


def test_signing_out_leaves_nothing_in_server_and_browser(ann):
    client = signed_in()
    key = client.session.session_key
    answer = client.post(reverse("logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()
    client.cookies["zhike_session"] = key
    assert not is_in(client)
    assert client.get(HOME).headers["Cache-Control"] == "no-store" or client.get(HOME).url
