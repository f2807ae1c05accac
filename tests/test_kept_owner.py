"""Follow-ups repeat the owner of their customer, so that a leader's list has an index to go by."""

import pytest
from django.db import connection

from core.integrity import checks
from core.models import Change
from core.undoing import work
from customers.filters import InteractionFilter
from customers.models import Customer, Interaction, InteractionWords
from customers.services import copies, customers, interactions, merging
from tests.support.database import as_owner
from tests.support.people import make_user
from tests.support.records import make_customer, make_followup

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user("ann", roles=["account_manager"])


@pytest.fixture
def bob():
    return make_user("bob", roles=["account_manager"])


def kept(*talks):
    """Return the owners that follow-ups repeat, as the database has them."""
    rows = dict(Interaction.everything.values_list("pk", "customer_owner"))
    return [rows[talk.pk] for talk in talks]


def test_a_follow_up_takes_the_owner_over_and_hears_of_every_change(ann, bob):
    customer = make_customer(ann)
    talk = make_followup(customer, by=ann)
    assert kept(talk) == [ann.pk]
    customers.hand_over(customer, bob, by=ann, note="yours")
    assert kept(talk) == [bob.pk]
    customers.release(customer, reason="no need", by=bob)
    assert kept(talk) == [None]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET owner_id = %s", [ann.pk])
    assert kept(talk) == [ann.pk]


def test_a_change_of_the_owner_is_no_change_of_the_follow_up(ann, bob):
    customer = make_customer(ann)
    talk = make_followup(customer, by=ann)
    written = Change.objects.filter(model="customers.interaction")
    before = written.count()
    customers.hand_over(customer, bob, by=ann, note="yours")
    assert written.count() == before
    assert "customer_owner_id" not in written.get(object_id=talk.pk).after


def test_what_moves_to_another_customer_takes_over_its_owner(ann, bob):
    talk = make_followup(make_customer(ann), by=ann)
    Interaction.objects.filter(pk=talk.pk).update(customer=make_customer(bob))
    assert kept(talk) == [bob.pk]


def test_merging_carries_it_and_an_undo_gives_it_back(ann, bob):
    winner, loser = make_customer(ann), make_customer(bob)
    mine, other = make_followup(winner, by=ann), make_followup(loser, by=bob)
    dora = make_user("dora", roles=["administrator"])
    batch = merging.merge(winner, [loser], {}, by=dora)
    assert kept(mine, other) == [ann.pk, ann.pk]
    undo = work.prepare(batch, by=dora)
    work.look_ahead(undo)
    assert work.begin(undo, by=dora)
    assert kept(mine, other) == [ann.pk, bob.pk]


def test_a_stale_save_does_not_bring_the_former_owner_back(ann, bob):
    customer = make_customer(ann)
    talk = Interaction.objects.get(pk=make_followup(customer, by=ann).pk)
    customers.hand_over(customer, bob, by=ann, note="yours")
    talk.summary = "written before the handover was seen"
    talk.save()
    assert kept(talk) == [bob.pk]


def test_the_colleague_who_got_the_customer_reaches_its_follow_ups(ann, bob):
    customer = make_customer(ann)
    talk = make_followup(customer, by=ann)
    assert talk not in Interaction.objects.visible_to(bob)
    customers.hand_over(customer, bob, by=ann, note="yours")
    assert talk in Interaction.objects.visible_to(bob)
    assert talk not in Interaction.objects.visible_to(ann)
    Customer.objects.update(deleted_at=customer.created_at)
    assert talk not in Interaction.objects.visible_to(bob), "its customer lies in the bin"


def test_the_check_finds_a_wrong_owner_and_mends_it(ann, bob):
    customer = make_customer(ann)
    talk = make_followup(customer, by=ann)
    check = checks["followups.owners"]
    assert check.find() == []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE customers_interaction SET customer_owner_id = %s", [bob.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    [said] = check.find()
    assert customer.number in said and str(talk.pk) in said
    copies.mend_owners()
    assert check.find() == []
    assert kept(talk) == [ann.pk]


def found(text, user):
    rows = InteractionFilter({"words": text}, Interaction.objects.visible_to(user), user=user).qs
    return [row.summary for row in rows]


def test_two_signs_or_a_word_find_what_a_follow_up_says_in_short_or_in_full(ann):
    customer = make_customer(ann)
    long = make_followup(customer, "要样本", by=ann, details="RS485 输出的型号\n下周答复")
    make_followup(customer, "问价格", by=ann)
    for text in ("样本", "要", "rs485", "485 输出", "下周答复"):
        assert found(text, ann) == ["要样本"], text
    assert found("本R", ann) == [], "short and full text are no one text"
    interactions.update(long, by=ann)
    long.details = "改成 HART 协议"
    interactions.update(long, by=ann)
    assert found("HART", ann) == ["要样本"]
    assert found("RS485", ann) == []


def test_the_check_finds_words_that_are_missing_or_old_and_mends_them(ann):
    first, second = make_followup(make_customer(ann), by=ann), make_followup(make_customer(ann))
    check = checks["followups.words"]
    assert check.find() == []
    InteractionWords.objects.filter(pk=first.pk).delete()
    InteractionWords.objects.filter(pk=second.pk).update(text="something else")
    assert len(check.find()) == 2
    copies.mend_words()
    assert check.find() == []
