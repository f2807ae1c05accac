"""What a colleague might try in order to get, keep or read what is somebody else's."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Department
from accounts.services import departments
from core import firm
from core.errors import RuleBroken
from core.routes import url_for
from customers.models import AccessRequest, Customer, PoolException
from customers.services import access, customers, pool_rules
from tests.support.calls import HAS_TOKENS, Program
from tests.support.people import make_department, make_role, make_user, shipped_grants
from tests.support.records import make_customer, make_pool_rule, make_request
from workplace.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return make_department("East")


@pytest.fixture
def ann(east):
    return make_user("ann", east, roles=["account_manager"], language="en")


@pytest.fixture
def eve(east):
    role = make_role("seller", {**shipped_grants("account_manager"), **HAS_TOKENS})
    return make_user("eve", east, roles=[role], language="en")


@pytest.fixture
def customer(ann, eve):
    return make_customer(ann, "华宁精密机械", coworkers=[eve])


def owner_of(customer):
    return Customer.objects.get(pk=customer.pk).owner


def test_a_coworker_cannot_give_the_customer_away(client, ann, eve, customer):
    client.force_login(eve)
    page = customer.get_absolute_url()
    for action, answers in (
        ("hand-over", {"to": eve.pk, "note": "mine now"}),
        ("release", {"reason": "so that I can claim it"}),
    ):
        answer = client.post(f"{page}{action}/", answers)
        assert "You are a co-worker here: ask Ann" in answer.content.decode(), action
    for action in ("hand-over", "release"):
        data = {"pk": customer.pk, "confirmed": "1", "to": eve.pk, "note": "x", "reason": "x"}
        client.post(f"{url_for(Customer, 'list')}{action}/", data)
    program = Program(eve)
    given = program.post(f"customers/{customer.pk}/release", {"reason": "x"})
    assert given.status_code == 409
    assert owner_of(customer) == ann
    shown = client.get(page).content.decode()
    assert f"{page}release/" not in shown


def test_a_supervisor_gives_away_what_is_of_their_own_people_only(ann, customer):
    west = make_user("bob", make_department("West"), roles=["sales_supervisor"], language="en")
    customer.coworkers.create(user=west)
    with pytest.raises(RuleBroken, match="You are a co-worker here|协作人"):
        customers.release(customer, reason="mine", by=west)
    boss = make_user("boss", ann.department, roles=["sales_supervisor"])
    customers.release(customer, reason="no need", by=boss)
    assert owner_of(customer) is None


def test_what_was_let_go_cannot_be_taken_back_at_once(ann):
    customer = make_customer(ann)
    customers.release(customer, reason="in order to begin anew", by=ann)
    with pytest.raises(RuleBroken):
        customers.claim(customer, by=ann)


def test_a_friend_gives_back_nothing_that_went_to_the_pool(ann, eve):
    customer = make_customer(ann)
    customers.release(customer, reason="in order to begin anew", by=ann)
    customers.claim(customer, by=eve)
    with pytest.raises(RuleBroken):
        customers.hand_over(customer, ann, by=eve, note="yours again")
    wish = make_request(customer, ann, "takeover")
    with pytest.raises(RuleBroken):
        access.accept(wish, by=eve)
    boss = make_user("boss", ann.department, roles=["sales_supervisor"])
    customers.assign(customer, to=ann, by=boss)  # a supervisor decides so: the control
    assert owner_of(customer) == ann


def test_a_colleague_who_covered_a_holiday_hands_back(ann, eve):
    customer = make_customer(ann)
    customers.hand_over(customer, eve, by=ann, note="till Monday")
    customers.hand_over(customer, ann, by=eve, note="nothing new")
    assert owner_of(customer) == ann


def test_coworkers_cannot_ask_for_more_time_in_turns(ann, eve, customer):
    make_pool_rule(by=ann)
    firm.change({"extensions_most": 2}, by=None)
    boss = make_user("boss", ann.department, roles=["sales_supervisor"])
    for person in (ann, eve):
        wish = pool_rules.ask(customer, days=30, reason="soon", by=person)
        pool_rules.approve(wish, by=boss)
    for person in (ann, eve):
        with pytest.raises(RuleBroken):
            pool_rules.ask(customer, days=30, reason="soon", by=person)


def test_an_extension_is_answered_once(ann, customer):
    make_pool_rule(by=ann)
    boss = make_user("boss", ann.department, roles=["sales_supervisor"])
    wish = pool_rules.ask(customer, days=30, reason="soon", by=ann)
    stale = type(wish).objects.get(pk=wish.pk)
    pool_rules.refuse(wish, reason="no", by=boss)
    with pytest.raises(RuleBroken):
        pool_rules.approve(stale, by=boss)
    assert type(wish).objects.get(pk=wish.pk).state == "refused"


def test_nobody_answers_what_they_asked_for_themselves(client, ann, east):
    """A supervisor has customers too: the next leader up answers, else an administrator."""
    chief = make_user("chief", roles=["sales_supervisor"], language="en")
    boss = make_user("boss", east, roles=["sales_supervisor"], language="en")
    root = make_user("root", roles=["administrator"], language="en", real_name="Root")
    Department.objects.filter(pk=east.pk).update(leader=boss)
    make_pool_rule(by=ann)
    own = make_customer(boss)
    wish = pool_rules.ask(own, days=30, reason="soon", by=boss)
    assert Message.objects.get(kind="extension.asked").person == root
    client.force_login(boss)
    page = url_for(type(wish), "list")
    shown = client.get(page).content.decode()
    assert "You asked for this yourself. Ask Root to decide." in shown
    assert url_for(wish, "approve") not in shown
    for action in ("approve", "refuse"):
        client.post(url_for(wish, action), {"reason": "x"})
    client.post(url_for(own, "except"), {"reason": "mine"})
    wish.refresh_from_db()
    assert (wish.state, PoolException.objects.count()) == ("waiting", 0)
    firm_of = make_department("Firm", None)
    Department.objects.filter(pk=firm_of.pk).update(leader=chief)
    departments.move(Department.objects.get(pk=east.pk), firm_of, by=root)
    assert "Ask Chief to decide." in client.get(page).content.decode()
    pool_rules.approve(wish, by=chief)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(wish).objects.update(answered_by=boss)


def test_a_take_over_is_never_granted_by_who_asked_for_it(client, ann, eve, customer):
    """Not by a supervisor whose reach it came into meanwhile, nor by a co-worker."""
    boss = make_user("boss", ann.department, roles=["sales_supervisor"], language="en")
    request = make_request(customer, boss, "takeover")
    client.force_login(boss)
    shown = client.get(request.get_absolute_url()).content.decode()
    assert "You asked for this yourself. Ask Ann to decide." in shown
    for action in ("accept", "refuse"):
        client.post(url_for(request, action), {"reason": "x"})
    request.refresh_from_db()
    assert (request.state, owner_of(customer)) == ("open", ann)
    with pytest.raises(RuleBroken, match="You are a co-worker here|协作人"):
        access.accept(request, by=eve)
    access.accept(request, by=ann)
    assert owner_of(customer) == boss
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.update(answered_by=boss)


def test_asking_for_a_customer_out_of_reach_never_tells_its_name(client, ann):
    carl = make_user("carl", make_department("West"), roles=["account_manager"], language="en")
    customer = make_customer(ann, "华宁精密机械")
    client.force_login(carl)
    similar = reverse("customers:customer_similar")
    ask = client.get(f"{similar}?name=华宁精密机械有限公司").context["matches"][0].asks
    client.post(reverse("customers:accessrequest_ask"), {"ask": ask[1][0]})
    request = AccessRequest.objects.get()
    seen = [similar + "?name=华宁精密机械", "/messages/", "/", url_for(AccessRequest, "list")]
    seen += [request.get_absolute_url(), f"/search/?q={customer.number}"]
    seen += [f"{url_for(AccessRequest, 'list')}?q=华宁"]

    def told():
        pages = "".join(client.get(page, follow=True).content.decode() for page in seen)
        return "精密机械" in pages.replace("?q=华宁", "").replace("?name=华宁精密机械", "")

    assert not told()
    access.refuse(request, reason="we talk to them", by=ann)
    assert not told()
    again = make_request(customer, carl, "takeover")
    access.accept(again, by=ann)
    assert told()  # theirs by now: the control


def test_a_request_of_somebody_else_cannot_be_sent_on(client, ann):
    carl = make_user("carl", make_department("West"), roles=["account_manager"])
    dave = make_user("dave", make_department("North"), roles=["account_manager"])
    make_customer(ann, "华宁精密机械")
    client.force_login(carl)
    similar = f"{reverse('customers:customer_similar')}?name=华宁精密机械"
    ask = client.get(similar).context["matches"][0].asks[0][0]
    client.force_login(dave)
    client.post(reverse("customers:accessrequest_ask"), {"ask": ask})
    assert not AccessRequest.objects.exists()
