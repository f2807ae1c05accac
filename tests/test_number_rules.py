"""Number rules: the example is the next number, and no change of a rule gives a number twice."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import Change, NumberRule
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(client):
    person = make_user("olga", roles=["administrator"], language="en")
    client.force_login(person)
    return person


@pytest.fixture
def rule():
    return NumberRule.objects.get(series="customer")


def url(rule):
    return reverse("core:numberrule_edit", args=[rule.pk])


def typed(rule, **changes):
    names = ("prefix", "date_part", "digits", "reset")
    values = {name: getattr(rule, name) for name in names}
    return {**values, "seen": rule.version, **changes}


def test_the_example_is_the_number_that_comes(client, olga, rule):
    page = client.get(reverse("core:numberrule_list"))
    [shown] = [row.next for row in page.context["rules"] if row.series == "customer"]
    assert make_customer(olga).number == shown


def test_the_example_follows_what_is_typed_and_stores_nothing(client, olga, rule):
    data = typed(rule, prefix="C", date_part="", reset="", digits=6)
    assert client.get(url(rule), {**data, "part": "example"}).content == b"C000001"
    data = typed(rule, date_part="", reset="%Y")
    assert client.get(url(rule), {**data, "part": "example"}).content == "—".encode()
    assert NumberRule.objects.get(pk=rule.pk).prefix == "KH"


def test_a_changed_rule_holds_for_the_next_record_and_is_in_the_history(client, olga, rule):
    client.post(url(rule), typed(rule, prefix="C", date_part="", reset="", digits=6))
    assert make_customer(olga).number == "C000001"
    change = Change.objects.get(verb="numberrule.edit")
    assert (change.by, change.object_id) == (olga, rule.pk)


def test_starting_again_more_often_than_the_date_shows_is_refused(client, olga, rule):
    page = client.post(url(rule), typed(rule, date_part="%Y", reset="%Y%m"))
    assert "Numbers would repeat" in page.content.decode()
    with pytest.raises(IntegrityError, match="unique_numbers"), transaction.atomic():
        NumberRule.objects.filter(pk=rule.pk).update(date_part="", reset="%Y")


def test_a_prefix_that_runs_into_the_digits_is_refused(client, olga, rule):
    page = client.post(url(rule), typed(rule, prefix="KH1", date_part="", reset=""))
    assert "prefix" in page.context["form"].errors


def test_counting_goes_on_behind_numbers_that_begin_alike(client, olga, rule):
    """The series without a reset has not begun, but today's numbers are taken."""
    first = [make_customer(olga).number for _number in range(3)]
    client.post(url(rule), typed(rule, reset=""))
    fourth = make_customer(olga).number
    assert int(fourth[-4:]) == int(first[-1][-4:]) + 1
    rule.refresh_from_db()
    client.post(url(rule), typed(rule, reset="%Y%m%d"))  # and back
    assert int(make_customer(olga).number[-4:]) == int(fourth[-4:]) + 1


def test_two_administrators_do_not_undo_each_other(client, olga, rule):
    client.post(url(rule), typed(rule, prefix="A"))
    client.post(url(rule), typed(rule, prefix="B"))
    assert NumberRule.objects.get(pk=rule.pk).prefix == "A"


def test_a_series_goes_on_behind_numbers_that_came_from_a_sheet(olga):
    first = make_customer(olga).number
    start = first[:-4]
    make_customer(olga, number=f"{start}0002")
    make_customer(olga, number=f"{start}0007")
    make_customer(olga, number="ALT-9999")
    assert make_customer(olga).number == f"{start}0008"
