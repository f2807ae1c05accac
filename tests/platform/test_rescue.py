"""The last administrator lost the phone: whoever has the server lets them in again."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import SecondFactor, User
from accounts.services import factors, throttle
from core.models import Change
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence for tests"


@pytest.fixture
def dora():
    """The only administrator, with a second factor that she has tried too often."""
    person = make_user("dora", roles=["administrator"], password=PASSWORD, language="en")
    SecondFactor.objects.create(user=person, secret="JBSWY3DPEHPK3PXP")
    for _time in range(factors.TRIES + 1):
        throttle.take(factors.by_person(person), factors.TRIES)
    return person


def rescue(*words):
    out = io.StringIO()
    call_command("rescue_administrator", *words, stdout=out)
    return out.getvalue()


def test_it_prints_a_one_time_password_that_lets_her_in_without_the_phone(client, dora):
    password = rescue("dora").split()[-1]
    assert not client.login(username="dora", password=PASSWORD)
    answer = client.post("/sign-in/", {"username": "dora", "password": password}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/password/", "a password of her own comes first"
    assert not SecondFactor.objects.exists()
    assert not throttle.take(factors.by_person(dora), factors.TRIES), "she may try at once"


def test_only_the_second_factor_goes_when_the_password_is_known(client, dora):
    out = rescue("dora", "--keep-password")
    assert "One-time" not in out
    assert not SecondFactor.objects.exists()
    assert client.login(username="dora", password=PASSWORD)


def test_the_history_says_that_the_system_did_it(dora):
    rescue("dora")
    verbs = dict(Change.objects.filter(by=None).values_list("verb", "model"))
    assert verbs["user.second_factor_off"] == "accounts.secondfactor"
    assert verbs["user.reset_password"] == "accounts.user"


def test_it_is_for_active_administrators_only(dora):
    make_user("ann", roles=["account_manager"], password=PASSWORD)
    User.objects.create_superuser("root", password=PASSWORD, real_name="Root", is_active=False)
    for name in ("ann", "root", "nobody"):
        with pytest.raises(CommandError, match="There are: dora"):
            rescue(name)
