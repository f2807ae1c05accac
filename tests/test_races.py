"""Races over real connections, each beside a control in which the guard is taken away.

Threads start together at a barrier and use connections of their own. What they do is judged by
the rows that are left, not by luck: the controls force the interleaving that the guard forbids.
"""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from core import firm, numbering
from core.errors import RuleBroken
from core.models import Change, NumberRule, Reveal, Serial
from core.privacy import revealing
from core.routes import url_for
from customers.models import Customer
from customers.services import customers, duplicates
from sales.models import PlanStep
from sales.services import plans
from tests.support.people import make_user
from tests.support.records import make_customer, make_opportunity

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMANTS = 10


def together(work, arguments):
    """Run `work(argument, meet)` in a thread for each argument; return the answers in order.

    `meet()` waits until all threads have come so far.
    """
    barrier = threading.Barrier(len(arguments), timeout=120)
    answers = [None] * len(arguments)

    def run(place, argument):
        try:
            answers[place] = work(argument, barrier.wait)
        except RuleBroken as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(arguments)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


# claiming from the pool -------------------------------------------------------------------


def make_claimants():
    return [make_user(f"claimant{n}", language="en") for n in range(CLAIMANTS)]


def test_exactly_one_of_ten_claims_a_customer():
    customer, people = make_customer(None), make_claimants()

    def claim(person, meet):
        meet()
        return customers.claim(Customer.objects.get(pk=customer.pk), by=person)

    answers = together(claim, people)
    [owner] = [answer.owner for answer in answers if isinstance(answer, Customer)]
    refusals = [str(answer) for answer in answers if isinstance(answer, RuleBroken)]
    assert len(refusals) == CLAIMANTS - 1
    assert all(owner.real_name in text for text in refusals)
    customer.refresh_from_db()
    assert customer.owner == owner
    assert Change.objects.filter(verb="customer.claim").count() == 1


def test_check_then_save_would_give_a_customer_to_many():
    customer, people = make_customer(None), make_claimants()

    def claim(person, meet):
        mine = Customer.objects.get(pk=customer.pk)
        free = mine.owner_id is None
        meet()
        if free:
            mine.owner = person
            mine.save()
        return free

    assert sum(together(claim, people)) > 1


# masked values ----------------------------------------------------------------------------


def test_of_ten_looks_at_masked_values_only_as_many_as_are_left_succeed():
    ann = make_user("ann")
    customer = make_customer(ann, phone="13800995678")
    firm.change({"reveals_per_day": 3}, by=None)

    def look(n, meet):
        meet()
        return revealing.reveal(customer, "phone", by=ann)

    answers = together(look, range(CLAIMANTS))
    assert answers.count("13800995678") == Reveal.objects.count() == 3


# numbers ----------------------------------------------------------------------------------


def test_numbers_are_dense_although_a_third_is_rolled_back():
    def take(n, meet):
        meet()
        try:
            with transaction.atomic():
                [number] = numbering.take("order")
                if n % 3 == 0:
                    raise ValueError
        except ValueError:
            return None
        return number

    numbers = [number for number in together(take, range(30)) if number]
    day = f"{timezone.localdate():%Y%m%d}"
    assert sorted(numbers) == [f"DD{day}-{n:04}" for n in range(1, 21)]


def test_read_and_write_would_give_a_number_twice():
    Serial.objects.create(series="order", period="x", last=0)
    rule = NumberRule.objects.get(series="order")

    def take(n, meet):
        serial = Serial.objects.get(series=rule.series, period="x")
        meet()
        serial.last += 1
        serial.save()
        return serial.last

    assert len(set(together(take, range(5)))) < 5


# two people at one record -----------------------------------------------------------------


def test_of_ten_saves_of_one_version_one_wins_and_nobody_loses_text():
    ann = make_user("ann", grants={"customers.customer": {"view": "all", "change": "all"}})
    customer = make_customer(ann)
    url = url_for(customer, "edit")
    data = {"name": customer.name, "kind": "organisation", "seen": customer.version}

    def save(n, meet):
        client = Client()
        client.force_login(ann)
        meet()
        answer = client.post(url, {**data, "city": f"City{n}"})
        return answer.status_code, f"City{n}" in answer.content.decode()

    answers = together(save, range(CLAIMANTS))
    assert sorted(status for status, _kept in answers) == [302] + [409] * (CLAIMANTS - 1)
    assert all(kept for status, kept in answers if status == 409)
    [winner] = [n for n, (status, _kept) in enumerate(answers) if status == 302]
    customer.refresh_from_db()
    assert (customer.city, customer.version) == (f"City{winner}", 2)


def file_at_once(name, people, **typed):
    """Let everybody file a customer of this name at once; return how many are on file then."""

    def send(user, meet):
        client = Client()
        client.force_login(user)
        meet()
        data = {"name": name, "kind": "organisation", **typed}
        return client.post("/customers/customers/add/", data).status_code

    answers = together(send, people)
    assert sorted(set(answers)) in ([200, 302], [302]), answers
    return Customer.objects.count()


def test_of_five_who_file_one_firm_at_once_four_are_told_that_it_is_on_file():
    people = [make_user(f"seller{n}", roles=["account_manager"]) for n in range(5)]
    assert file_at_once("苏州云帆精密机械有限公司", people) == 1


def test_a_tax_number_is_filed_once_at_once_even_with_a_reason():
    people = [make_user(f"seller{n}", roles=["account_manager"]) for n in range(3)]
    typed = {"tax_number": "91310115MA1K4TT96D", "same_reason": "another branch"}
    assert file_at_once("苏州云帆精密机械有限公司", people, **typed) == 1


def test_without_taking_turns_a_firm_would_be_filed_twice(monkeypatch):
    people = [make_user(f"seller{n}", roles=["account_manager"]) for n in range(2)]
    asked = threading.Barrier(2, timeout=120)
    monkeypatch.setattr(duplicates, "take_turns", lambda *texts: None)
    find = duplicates.find
    monkeypatch.setattr(
        duplicates, "find", lambda *args, **typed: (find(*args, **typed), asked.wait())[0]
    )
    assert file_at_once("苏州云帆精密机械有限公司", people) == 2


def test_without_the_version_the_last_save_would_win_silently():
    customer = make_customer(make_user("ann"))

    def save(n, meet):
        mine = Customer.objects.get(pk=customer.pk)
        meet()
        mine.city = f"City{n}"
        mine.save()
        return True

    assert together(save, range(3)) == [True] * 3
    assert Change.objects.filter(after__has_key="city", operation="UPDATE").count() == 3


# steps of a plan --------------------------------------------------------------------------


def test_a_step_is_recorded_once():
    ann = make_user("ann", roles=["account_manager"], language="en")
    step = PlanStep.objects.get(plan__opportunity=make_opportunity(ann, plan=["call"]))

    def record(n, meet):
        mine = PlanStep.objects.get(pk=step.pk)
        meet()
        return plans.record_step(mine, result=f"answer {n}", by=ann)

    answers = together(record, range(5))
    [done] = [answer for answer in answers if isinstance(answer, PlanStep)]
    assert len([answer for answer in answers if isinstance(answer, RuleBroken)]) == 4
    step.refresh_from_db()
    assert step.result == done.result
    assert Change.objects.filter(verb="plan.step").count() == 1


def test_without_the_lock_a_step_would_be_recorded_twice(monkeypatch):
    ann = make_user("ann", roles=["account_manager"])
    step = PlanStep.objects.get(plan__opportunity=make_opportunity(ann, plan=["call"]))
    barrier = threading.Barrier(2, timeout=120)

    class Clock:
        """Stands between the check and the save."""

        def now(self):
            barrier.wait()
            return timezone.now()

    monkeypatch.setattr(plans, "lock", lambda obj: obj)
    monkeypatch.setattr(plans, "timezone", Clock())

    def record(n, meet):
        return plans.record_step(PlanStep.objects.get(pk=step.pk), result=f"answer {n}", by=ann)

    answers = together(record, range(2))
    assert all(isinstance(answer, PlanStep) for answer in answers)
