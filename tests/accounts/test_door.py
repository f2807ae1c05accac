"""The limits before the sign-in: counting, locking, the picture code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignIn, Tries
from accounts.services import picture_codes, throttle
from core import firm
from core.origin import networks
from tests.support.door import ELSEWHERE, HERE, PASSWORD, answered, fail, got_in, said, sign_in
from tests.support.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pause():
    with patch("accounts.services.throttle.time.sleep") as pause:
        yield pause


# locks --------------------------------------------------------------------------------------


def test_wrong_passwords_lock_the_name_at_this_address_only(ann, no_code):
    fail(10)
    assert "15" in said(sign_in())[0]
    assert got_in(sign_in(address=ELSEWHERE))
    make_user("bob", password=PASSWORD)
    assert got_in(sign_in("bob"))


def test_the_lock_opens_after_the_time_that_it_said(ann, no_code):
    firm.change({"picture_code": "never", "sign_in_minutes": 40}, by=None)
    fail(10)
    assert "40" in said(sign_in())[0]
    Tries.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert got_in(sign_in())


def test_more_attempts_do_not_make_a_lock_longer(ann, no_code):
    fail(10)
    before = Tries.objects.get(key__startswith="both").until
    fail(5)
    assert Tries.objects.get(key__startswith="both").until == before


def test_many_names_from_one_address_shut_the_address(ann, no_code):
    firm.change({"picture_code": "never", "sign_in_address_tries": 10}, by=None)
    for number in range(10):
        sign_in(f"name{number}")
    assert not got_in(sign_in())
    assert got_in(sign_in(address=ELSEWHERE))


def test_one_customer_of_a_provider_is_one_address_in_ipv6(ann, no_code):
    for number in range(10):
        fail(1, address=f"2001:db8::{number + 1:x}")
    assert not got_in(sign_in(address="2001:db8::ffff"))
    assert got_in(sign_in(address="2001:db8:0:1::1"))


def test_a_forged_header_escapes_no_lock(ann, no_code):
    for number in range(10):
        fail(1, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert not got_in(sign_in(headers={"X-Forwarded-For": "198.51.100.99"}))
    assert set(SignIn.objects.values_list("address", flat=True)) == {HERE}


@override_settings(TRUSTED_PROXIES=networks([HERE]))
def test_behind_a_proxy_that_is_trusted_the_addresses_are_those_of_people(ann, no_code):
    fail(10, headers={"X-Forwarded-For": ELSEWHERE})
    assert not got_in(sign_in(headers={"X-Forwarded-For": ELSEWHERE}))
    assert got_in(sign_in(headers={"X-Forwarded-For": "203.0.113.10"}))


def test_a_success_takes_the_own_attempts_back_and_nobody_elses(ann, no_code):
    fail(4)
    fail(2, name="bob")
    sign_in()
    keys = throttle.by_both("ann", HERE), throttle.by_name("ann"), throttle.by_address(HERE)
    assert throttle.count(*keys) == [0, 0, 2]


def test_a_name_tried_from_everywhere_is_slow_and_never_shut(ann, no_code, no_pause):
    for number in range(10):
        fail(1, address=f"198.51.100.{number}")
    assert not no_pause.called
    assert got_in(sign_in(address=ELSEWHERE))
    assert no_pause.called


@pytest.mark.django_db(transaction=True)
def test_a_hundred_attempts_at_once_are_a_hundred(transactional_db):
    def take(_number):
        try:
            return throttle.take("both 10.0.0.7 ann", 10, minutes=15)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(take, range(100)))
    assert waits.count(0) == 10


# one answer for all -------------------------------------------------------------------------


def test_unknown_wrong_and_disabled_are_told_the_same_also_when_locked(ann, no_code):
    make_user("gone", password=PASSWORD, is_active=False)
    names = ("ann", "nobody", "gone")
    assert len({tuple(said(fail(1, name=name))) for name in names}) == 1
    assert len({tuple(said(fail(10, name=name))) for name in names}) == 1
    assert SignIn.objects.filter(outcome="locked").count() == 3


def test_the_same_work_is_done_for_unknown_wrong_and_disabled(ann, no_code):
    """One hash and as many statements each: the time of the answer tells nothing."""
    make_user("gone", password=PASSWORD, is_active=False)
    found = set()
    for name in ("ann", "nobody", "gone"):
        with (
            patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="x") as one,
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            fail(1, name=name)
        found.add((one.call_count, len(queries)))
    assert len(found) == 1


# picture code -------------------------------------------------------------------------------


def test_after_three_failures_a_code_is_asked_for_even_of_the_right_person(ann):
    assert fail(2).context["code"] is None
    assert fail(1).context["code"] is not None
    answer = sign_in()
    assert not got_in(answer)
    assert "code" in answer.context["form"].errors
    assert got_in(sign_in(**answered()))


def test_the_code_is_asked_for_unknown_names_as_well(ann):
    assert fail(3, name="nobody").context["code"] is not None


def test_the_firm_may_want_it_always_or_never(ann):
    firm.change({"picture_code": "always"}, by=None)
    assert Client().get(reverse("login")).context["code"] is not None
    assert not got_in(sign_in())
    firm.change({"picture_code": "never"}, by=None)
    fail(5)
    assert got_in(sign_in())


def test_a_code_counts_once_whether_it_was_read_or_not(ann):
    firm.change({"picture_code": "always"}, by=None)
    code = answered()
    assert got_in(sign_in(**code))
    assert not got_in(sign_in(**code))
    wrong = answered(right=False)
    assert not got_in(sign_in(**wrong))
    assert not got_in(sign_in(**{**wrong, "code": "kkkk"}))


def test_a_code_of_five_minutes_ago_is_refused(ann):
    firm.change({"picture_code": "always"}, by=None)
    code = answered()
    with patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + 301):
        assert not got_in(sign_in(**code))


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "\0"])
def test_a_forged_code_opens_nothing(ann, token):
    firm.change({"picture_code": "always"}, by=None)
    assert not got_in(sign_in(code_token=token, code="kkkk"))


def test_whoever_cannot_see_the_picture_answers_a_question(ann):
    firm.change({"picture_code": "always"}, by=None)
    page = Client().post(reverse("login"), {"username": "ann", "another": "question"})
    assert page.context["form"]["username"].value() == "ann"
    assert not page.context["form"].errors
    with patch("accounts.services.picture_codes.secrets.randbelow", return_value=3):
        code = picture_codes.issue("question")
    assert "four" in code.question or "四" in code.question
    assert got_in(sign_in(code_token=code.token, code="８"))


def test_another_picture_comes_without_sending_the_form(ann):
    page = Client().get(reverse("picture_code"))
    assert page.status_code == 200
    assert b"data:image/png" in page.content
    assert b"data:image" not in Client().get(reverse("picture_code") + "?kind=question").content
