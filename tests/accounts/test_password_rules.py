"""Which passwords are taken: long ones, without rules about their signs."""

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import OldPassword
from accounts.password_rules import Hasher
from accounts.services import users
from core import firm
from tests.support.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(db):
    firm.change({"firm_name": "云帆精密 Yunfan"}, by=None)
    details = {"real_name": "Annabel Lee", "email": "annabel@example.com", "phone": "13800138000"}
    return make_user("annabel", password="green-tea-2026", **details)


def taken(password, user):
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("password", "verdict"),
    [
        ("correct horse battery", True),
        ("绿茶不加糖也很好喝呀", True),
        ("tttttttttteeeeeeaaaa", True),  # nothing is asked about signs
        ("x" * 64 + " and more of it", True),
        ("ten-signs!", True),
        ("nine-sign", False),
        ("password123", False),
        ("annabel-lee", False),
        ("annabel@example.com", False),
        ("13800138000", False),
        ("zhike-2026", False),
        ("Yunfan2026!", False),
        ("云帆精密123456", True),
        ("云帆精密12345", False),
    ],
)
def test_which_are_taken(ann, password, verdict):
    assert taken(password, ann) is verdict


def test_the_firm_sets_the_length(ann):
    firm.change({"password_length": 16}, by=None)
    assert not taken("correct horses", ann)
    assert taken("correct horse battery", ann)


def test_former_passwords_are_refused_as_long_as_the_firm_says(ann):
    firm.change({"password_history": 2}, by=None)
    for password in ("first long one", "second long one", "third long one"):
        users.change_password(ann, password)
    assert not taken("first long one", ann)
    assert taken("green-tea-2026", ann)
    assert OldPassword.objects.count() == 2
    firm.change({"password_history": 0}, by=None)
    assert taken("first long one", ann)


def test_hashes_cost_at_least_what_owasp_asks_for(settings):
    settings.PASSWORD_HASHERS = ["accounts.password_rules.Hasher"]
    hasher = get_hasher("default")
    assert isinstance(hasher, Hasher)
    assert hasher.memory_cost >= 19_456
    assert hasher.time_cost >= 2
    assert hasher.verify("tea", hasher.encode("tea", "saltsaltsalt"))
    old = "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHRzYWx0$AAAA"
    assert hasher.must_update(old)
