"""Follow-ups in depth: category, words, comments with @names, history from another program."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core.telling import carriers
from customers.models import Comment, Customer, Interaction
from customers.services import comments
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_followup
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user(
        "ann", make_department("Sales"), ["account_manager"], real_name="安然", language="en"
    )


@pytest.fixture
def boss(ann):
    return make_user(
        "boss", ann.department, ["sales_supervisor"], real_name="秦牧野", language="en"
    )


@pytest.fixture
def stranger():
    return make_user("carl", make_department("Other"), ["account_manager"], real_name="卡尔")


@pytest.fixture
def told(monkeypatch):
    """What people were told: (kind, names)."""
    found = []

    def note(telling):
        found.append((telling.kind.code, [person.real_name for person in telling.people]))

    monkeypatch.setattr("core.telling.carriers", [*carriers, note])
    return found


def test_whom_a_comment_names_is_told_when_they_can_see_it(ann, boss, stranger, told):
    followup = make_followup(make_customer(ann))
    comments.add(followup, "@秦牧野请看一下，@卡尔也看看", by=ann)
    assert told == [("followup.mention", ["秦牧野"])]
    comments.add(followup, "同意", by=boss)
    assert told[1:] == [("followup.comment", ["安然"])]


def test_the_longer_name_wins(ann, boss, told):
    make_user("short", ann.department, ["sales_supervisor"], real_name="秦牧")
    comments.add(make_followup(make_customer(ann)), "@秦牧野看看", by=ann)
    assert told == [("followup.mention", ["秦牧野"])]


def test_a_comment_is_never_changed(ann):
    comments.add(make_followup(make_customer(ann)), "好", by=ann)
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.update(text="坏")


def test_a_comment_is_written_on_the_page_and_shown_as_text(client, ann, boss):
    followup = make_followup(make_customer(ann))
    client.force_login(boss)
    url = reverse("customers:interaction_comment", args=[followup.pk])
    page = client.post(url, {"text": "<b>好</b> @安然"}, follow=True)
    assert "&lt;b&gt;好&lt;/b&gt; @安然" in page.content.decode()
    client.post(url, {"text": "   "})
    assert Comment.objects.count() == 1


def test_only_people_who_can_see_the_followup_are_offered(client, ann, boss, stranger):
    followup = make_followup(make_customer(ann))
    client.force_login(ann)
    url = reverse("customers:interaction_readers", args=[followup.pk])
    page = client.get(url).content.decode()
    assert "秦牧野" in page and "卡尔" not in page
    client.force_login(stranger)
    assert client.get(url).status_code == 404


def test_words_and_category_find_followups(client, ann):
    customer = make_customer(ann)
    found = make_followup(customer, "确认样品", details="法兰接口 DN50", category="a")
    make_followup(customer, "报价")
    client.force_login(ann)
    for query in ("words=法兰", "words=样品", "category=a"):
        page = client.get(f"{reverse('customers:interaction_list')}?{query}")
        assert [row.pk for row in page.context["table"].rows] == [found.pk], query


def steps(client, user):
    client.force_login(user)
    sheet = ImportSteps()
    sheet.client = client
    return sheet


HEADS = ["客户", "时间", "方式", "内容", "联系类别", "跟进人", "下次联系", "下一步"]


def test_history_comes_in_with_its_true_authors_and_days(client, ann, boss):
    customer = make_customer(ann, "华宁厂")
    later = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    sheet = xlsx(
        HEADS,
        ["华宁厂", "2024-03-02 10:00", "电话", "第一次联系", "A", "安然", "", ""],
        ["华宁厂", "2024年5月6日", "拜访", "看现场", "", "boss", later, "送样品"],
    )
    steps(client, boss).imported(Interaction, sheet)
    first, second = Interaction.objects.order_by("at")
    assert (first.author, first.category, first.no_next_reason) == (ann, "a", "Imported history")
    assert (second.author, f"{timezone.localtime(second.at):%Y-%m-%d}") == (boss, "2024-05-06")
    customer.refresh_from_db()
    assert customer.last_contact_at == second.at
    assert (customer.next_contact_at, customer.next_contact_note) == (
        second.next_contact_at,
        "送样品",
    )


def test_nobody_writes_in_the_name_of_people_beyond_their_reach(client, ann, boss):
    make_customer(ann, "华宁厂")
    sheet = xlsx(HEADS, ["华宁厂", "2024-03-02 10:00", "电话", "假的", "", "秦牧野", "", ""])
    batch = steps(client, ann).checked(Interaction, sheet)
    assert (batch.error_count, Interaction.objects.count()) == (1, 0)
    assert Customer.objects.get().last_contact_at is None
