"""Search finds names as firms really have them: any two characters, pinyin and initials."""

import random

import pytest

from core.search import CHINESE, pinyin_of
from customers.models import Customer
from tests.support.people import make_user
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
FIRST = "兰红座贤乐长曾单仇重行银茂瑞鑫恒"
SECOND = "波玫北丰器安宇润达通华泰源盛和"
TAILS = ("科技", "股份", "集团", "食品", "E家", "7天", "")


def made_up(count):
    """Return short names like the real ones: polyphones, digits and Latin letters among them."""
    draw = random.Random(7)  # noqa: S311 - a sample, no secret
    return sorted(
        {
            draw.choice(FIRST) + draw.choice(SECOND) + draw.choice(FIRST) + draw.choice(TAILS)
            for _ in range(count)
        }
    )


def test_any_two_characters_pinyin_and_initials_find_a_name(client):
    names = made_up(600)
    client.force_login(make_user("ann", roles=["administrator"]))
    steps = ImportSteps.of(client)
    rows = ([name] for name in names[:400])
    steps.imported(Customer, xlsx(["客户名称"], *rows), similar="anyway")
    lost = []
    for name in names[:400:8]:
        full, initials = pinyin_of(name)
        pairs = [name[at : at + 2] for at in range(len(name) - 1)]
        pairs = [pair for pair in pairs if all(CHINESE.match(sign) for sign in pair)]
        for text in (*pairs, full, initials):
            if not Customer.objects.search(text).filter(name=name).exists():
                lost.append((name, text))
    assert lost == []
