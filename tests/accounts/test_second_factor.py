"""The second factor: set up by the person, asked for at the sign-in, required by roles."""

import re
from unittest.mock import patch

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client, override_settings
from django.urls import reverse

from accounts import one_time_codes
from accounts.models import Role, SecondFactor, SignIn
from accounts.services import factors
from core.models import Change
from tests.support.door import PASSWORD, sign_in
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000.0
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B
PAGE, STEP = "accounts:second_factor", "factor_step"


@pytest.fixture(autouse=True)
def clock():
    with patch("accounts.services.factors.time.time", return_value=NOW) as now:
        yield now


@pytest.fixture
def ann(db):
    return make_user("ann", password=PASSWORD, language="en", roles=["account_manager"])


@pytest.fixture
def guarded(ann):
    """Ann with an app and a recovery code."""
    with patch("accounts.services.factors.new_codes", return_value=["aaaa-bbbb-cccc-dddd", "x"]):
        factors.set_up(ann, SECRET, code())
    SecondFactor.objects.update(last_step=0)
    return ann


def code(steps=0):
    return one_time_codes.code_at(SECRET, int(NOW) // 30 + steps)


def first_step(client):
    """Give the right password; return what carries to the second step."""
    answer = sign_in(client=client)
    assert answer.status_code == 200
    return answer.context["form"]["token"].value()


def second_step(client, token, typed, **data):
    return client.post(reverse(STEP), {"token": token, "code": typed, **data})


def is_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


# codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, digits):
    assert one_time_codes.code_at(SECRET, seconds // 30) == digits


def test_clocks_may_be_one_step_apart_and_no_more():
    right = [n for n in range(-3, 4) if one_time_codes.step_of(SECRET, code(n), NOW) is not None]
    assert right == [-1, 0, 1]


# setting up ---------------------------------------------------------------------------------


def test_it_is_set_up_with_the_code_of_the_app_and_the_password(ann):
    client = Client()
    client.force_login(ann)
    token = client.get(reverse(PAGE)).context["token"]
    secret = factors.proposed(ann, token).secret
    data = {"token": token, "code": "000000", "password": PASSWORD}
    digits = one_time_codes.code_at(secret, int(NOW) // 30)
    for wrong in ({}, {"code": digits, "password": "wrong"}, {"code": digits, "token": "x"}):
        assert "codes" not in client.post(reverse(PAGE), {**data, **wrong}).context
    assert not SecondFactor.objects.exists()
    codes = client.post(reverse(PAGE), {**data, "code": digits}).context["codes"]
    assert len(set(codes)) == 10
    assert SecondFactor.objects.get().user == ann
    told = str(list(Change.objects.values_list("after", flat=True)))
    assert secret not in told


def test_a_secret_of_somebody_else_is_not_taken(ann):
    bobs = factors.propose(make_user("bob")).token
    assert factors.proposed(ann, bobs) is None


# signing in ---------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(guarded):
    client = Client()
    token = first_step(client)
    assert not is_in(client)
    assert second_step(client, token, "000000").status_code == 200
    assert not is_in(client)
    answer = second_step(client, token, code(), next=reverse("accounts:profile"))
    assert answer.url == reverse("accounts:profile")
    assert is_in(client)
    assert list(SignIn.objects.values_list("outcome", flat=True)) == ["done", "factor"]


def test_a_code_is_accepted_once(guarded):
    assert factors.accepts(guarded, code())
    assert not factors.accepts(guarded, code())
    assert not factors.accepts(guarded, code(-1))
    assert factors.accepts(guarded, code(1))


def test_a_recovery_code_opens_once_in_any_writing(guarded):
    client = Client()
    assert second_step(client, first_step(client), "AAAA bbbbccccdddd").status_code == 302
    assert is_in(client)
    assert not factors.accepts(guarded, "aaaa-bbbb-cccc-dddd")


def test_tries_are_limited(guarded):
    client = Client()
    token = first_step(client)
    for _time in range(10):
        second_step(client, token, "000000")
    page = second_step(client, token, code())
    assert page.context["form"].non_field_errors()
    assert not is_in(client)


def test_the_step_between_is_short_and_dies_with_the_password(guarded):
    client = Client()
    token = first_step(client)
    with patch("django.core.signing.time.time", return_value=NOW * 2):
        assert second_step(client, token, code()).url == reverse("login")
    guarded.set_password("another-tea-2027")
    guarded.save()
    assert second_step(client, token, code()).url == reverse("login")
    assert second_step(client, "forged", code()).url == reverse("login")


# required -----------------------------------------------------------------------------------


def test_a_role_can_require_it_from_the_next_request_on(ann):
    client = Client()
    client.force_login(ann)
    assert is_in(client)
    Role.objects.filter(code="account_manager").update(needs_factor=True)
    answer = client.get(reverse("accounts:profile"))
    assert answer.url == reverse(PAGE)
    assert client.get(reverse(PAGE)).status_code == 200
    factors.set_up(ann, SECRET, code())
    assert is_in(client)
    page = client.post(reverse(PAGE), {"password": PASSWORD, "off": "1"})
    assert page.status_code == 200
    assert SecondFactor.objects.exists()


@override_settings(SECOND_FACTOR_FOR_ADMINISTRATORS=True)
def test_a_real_installation_requires_it_of_administrators(ann):
    client = Client()
    client.force_login(make_user("olga", roles=["administrator"]))
    assert client.get("/").url == reverse(PAGE)
    client.force_login(ann)
    assert is_in(client)


# taking away --------------------------------------------------------------------------------


def test_switching_off_and_new_recovery_codes_ask_for_the_password(guarded):
    client = Client()
    client.force_login(guarded)
    for what in ("off", "renew"):
        client.post(reverse(PAGE), {"password": "wrong", what: "1"})
    assert factors.accepts(guarded, "aaaa-bbbb-cccc-dddd")
    page = client.post(reverse(PAGE), {"password": PASSWORD, "renew": "1"})
    assert factors.accepts(guarded, page.context["codes"][0])
    client.post(reverse(PAGE), {"password": PASSWORD, "off": "1"})
    assert not SecondFactor.objects.exists()


def test_an_administrator_takes_it_away_after_a_lost_phone(guarded):
    client = Client()
    client.force_login(make_user("olga", roles=["administrator"]))
    data = {"action": "reset_factor", ACTION_CHECKBOX_NAME: [guarded.pk], "index": 0}
    client.post(reverse("admin:accounts_user_changelist"), data)
    assert not SecondFactor.objects.exists()
    assert Change.objects.filter(verb="user.second_factor_off").exists()
    page = client.get(reverse("admin:accounts_user_change", args=[guarded.pk]))
    assert page.status_code == 200


def test_the_picture_holds_the_address_and_no_style(ann):
    client = Client()
    client.force_login(ann)
    text = client.get(reverse(PAGE)).content.decode()
    assert re.search(r'<path class="ink" d="(M\d+ \d+h1v1h-1z){200,}', text)
