"""What is written down about sign-ins, and how long one-time passwords are good."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.jobs import forget_sign_ins
from accounts.models import SignIn
from accounts.services import users
from core import firm
from tests.support.door import ELSEWHERE, PASSWORD, fail, got_in, outcomes, said, sign_in
from tests.support.jobs import run_job
from tests.support.people import make_user

pytestmark = pytest.mark.django_db


# the record ---------------------------------------------------------------------------------


def test_every_attempt_is_written_down_with_address_and_browser(ann, no_code):
    make_user("gone", password=PASSWORD, is_active=False)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36"
    client = Client()
    sign_in("nobody", headers={"User-Agent": agent})
    sign_in("gone")
    sign_in(password="wrong")
    sign_in(client=client)
    client.post(reverse("logout"))
    assert outcomes() == ["unknown", "disabled", "wrong", "done", "out"]
    first, last = SignIn.objects.earliest("pk"), SignIn.objects.latest("pk")
    assert (first.name, first.person, first.browser) == ("nobody", None, "Chrome 141, Windows")
    assert (last.person, last.address) == (ann, "127.0.0.1")


def test_nobody_changes_or_removes_the_record(ann):
    sign_in()
    for change in (
        lambda: SignIn.objects.update(address=ELSEWHERE),
        lambda: SignIn.objects.all().delete(),
        lambda: connection.cursor().execute("TRUNCATE accounts_signin"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert outcomes() == ["done"]


def test_the_record_goes_when_its_time_is_over(ann):
    sign_in()
    old = timezone.now() - timedelta(days=100)
    SignIn.objects.create(at=old, name="ann", outcome="done")
    run_job(forget_sign_ins, timestamp=0)
    assert SignIn.objects.count() == 2
    firm.change({"sign_in_days": 90}, by=None)
    run_job(forget_sign_ins, timestamp=0)
    assert SignIn.objects.count() == 1


def test_administrators_read_and_narrow_the_record(ann):
    sign_in(address=ELSEWHERE)
    fail(2)
    client = Client()
    client.force_login(make_user("olga", roles=["administrator"], language="en"))
    url = reverse("accounts:signin_list")
    count = lambda query: client.get(url + query).context["pager"].count  # noqa: E731
    assert count("") == "3"
    assert count("?outcome=wrong") == count("?quick=failed") == "2"
    assert count(f"?person={ann.pk}&address=203.") == "1"
    assert count("?at_before=2000-01-01") == "0"
    sheet = client.get(reverse("accounts:signin_export") + "?format=csv")
    assert b"203.0.113.9" in b"".join(sheet.streaming_content)


# one-time passwords -------------------------------------------------------------------------


def test_a_one_time_password_ends_with_a_sentence_that_only_its_owner_reads(ann):
    ann.must_change_password, ann.one_time_until = True, timezone.now() - timedelta(minutes=1)
    ann.save()
    assert "one-time" not in said(fail(1))[0]
    client = Client()
    client.cookies["zhike_language"] = "en"
    assert "one-time password" in said(sign_in(client=client))[0]
    assert outcomes() == ["wrong", "expired"]
    ann.one_time_until = timezone.now() + timedelta(minutes=1)
    ann.save()
    assert got_in(sign_in())


def test_a_new_one_time_password_is_good_for_the_days_that_the_firm_set(ann):
    firm.change({"one_time_days": 3}, by=None)
    users.reset_password(ann, by=None)
    ann.refresh_from_db()
    assert timedelta(days=2.9) < ann.one_time_until - timezone.now() <= timedelta(days=3)
    users.change_password(ann, "another-tea-2027")
    ann.refresh_from_db()
    assert ann.one_time_until is None
