"""One-time form keys: however often a form is sent, it is stored once."""

import time
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import housekeeping, once
from core.models import FormKey
from core.routes import url_for
from customers.models import Customer, Interaction
from customers.services import customers
from customers.views.customers import CustomerAdd
from sales.models import Opportunity, Order, PlanStep
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_opportunity, make_product
from tests.test_races import together

pytestmark = pytest.mark.django_db


def opened(client, url):
    """Open a form as a browser does; return its key."""
    return client.get(url).context["form_key"]


def customer_data(key, **more):
    return {"name": "云帆精密", "kind": "organisation", once.FIELD: key, **more}


def test_a_form_sent_twice_makes_one_record_and_answers_with_it(client):
    url = url_for(Customer, "add")
    data = customer_data(opened(client, url))
    first, second = client.post(url, data), client.post(url, data, follow=True)
    customer = Customer.objects.get()
    assert first.headers["Location"] == url_for(customer, "detail")
    assert second.redirect_chain == [(url_for(customer, "detail"), 302)]
    assert "saved already" in second.content.decode()


def test_a_second_sending_is_not_told_that_its_own_record_exists_already(client):
    url = url_for(Customer, "add")
    data = customer_data(opened(client, url), tax_number="91320594MA1XK7CD3K")
    client.post(url, data)
    assert client.post(url, data).status_code == 302
    assert Customer.objects.count() == 1


def test_an_old_form_with_other_text_asks_before_it_makes_another_record(client):
    url = url_for(Customer, "add")
    data = customer_data(opened(client, url))
    client.post(url, data)
    asked = client.post(url, {**data, "name": "远山食品"})
    page = asked.content.decode()
    assert "saved as “云帆精密”" in page and "远山食品" in page
    assert Customer.objects.count() == 1
    key = asked.context["form_key"]
    client.post(url, {**data, "name": "远山食品", once.FIELD: key})
    assert Customer.objects.count() == 2


def test_a_refused_form_may_be_sent_again_with_its_key(client):
    url = url_for(Customer, "add")
    key = opened(client, url)
    refused = client.post(url, customer_data(key, name=""))
    assert refused.context["form_key"] == key
    assert client.post(url, customer_data(key)).status_code == 302
    assert FormKey.objects.get().object_id == Customer.objects.get().pk


def test_an_order_with_lines_is_written_once(client, ann):
    customer, product = make_customer(ann), make_product("压力变送器")
    url = url_for(Order, "add")
    data = {
        once.FIELD: opened(client, url),
        "customer": customer.pk,
        "ordered_on": "2026-11-22",
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-0-product": product.pk,
        "lines-0-quantity": 2,
        "lines-0-price": 1280,
    }
    answers = [client.post(url, data).headers["Location"] for _ in range(2)]
    assert answers == [url_for(Order.objects.get(), "detail")] * 2


def test_a_follow_up_written_on_the_customers_page_is_stored_once(client, ann):
    customer = make_customer(ann)
    page = client.get(url_for(customer, "detail")).content.decode()
    key = page.split(f'name="{once.FIELD}" value="')[1].split('"')[0]
    data = {
        once.FIELD: key,
        "customer": customer.pk,
        "kind": entry("interaction_kind", "phone").pk,
        "at": "2026-11-22T09:00",
        "summary": "周三上门",
        "no_next_reason": "项目停了",
    }
    for _ in range(2):
        answer = client.post(url_for(Interaction, "add"), data)
        assert answer.headers["Location"] == f"{url_for(customer, 'detail')}?tab=events"
    assert Interaction.objects.count() == 1


def test_the_steps_of_a_plan_are_added_once(client, ann):
    url = url_for(make_opportunity(ann), "plan")
    data = {once.FIELD: opened(client, url), "goal": "签约", "day1": "2099-01-05", "what1": "拜访"}
    for _ in range(2):
        client.post(url, data)
    assert PlanStep.objects.count() == 1
    assert Opportunity.objects.get().state == "developing"


def test_an_edit_sent_twice_is_no_clash_with_itself(client, ann):
    customer = make_customer(ann)
    url = url_for(customer, "edit")
    form = client.get(url).context
    data = customer_data(form["form_key"], city="苏州", seen=form["form"]["seen"].value())
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    customer.refresh_from_db()
    assert (customer.city, customer.version) == ("苏州", 2)


def test_the_key_of_somebody_else_opens_nothing(client, ann):
    bob = make_user("bob", roles=["account_manager"])
    key = once.new_key(bob)
    other = Client()
    other.force_login(bob)
    other.post(url_for(Customer, "add"), customer_data(key, name="鲍勃的客户"))
    answer = client.post(url_for(Customer, "add"), customer_data(key), follow=True)
    assert answer.context["object"].owner == ann
    assert "鲍勃的客户" not in answer.content.decode()


@pytest.mark.parametrize(
    "key", ["", "x", "1-x", "-", "x-3f0c9b0e-6d5e-4d1f-9c0e-5d2c1a7b8e90", "\0", "9" * 400]
)
def test_a_form_without_a_sound_key_is_stored_all_the_same(client, key):
    assert client.post(url_for(Customer, "add"), customer_data(key)).status_code == 302


def test_keys_are_forgotten_after_three_days(ann):
    for days in (2, 4):
        key = FormKey.objects.create(key=uuid.uuid4(), user=ann, model="x.y", digest="")
        FormKey.objects.filter(pk=key.pk).update(created_at=timezone.now() - timedelta(days=days))
    run_job(housekeeping.forget_old, timestamp=0)
    assert FormKey.objects.count() == 1


def sent_at_once(ann, data, times):
    """Send the same form from threads that start together; return where each was led."""

    def send(_n, meet):
        client = Client()
        client.force_login(ann)
        meet()
        return client.post(url_for(Customer, "add"), data).headers.get("Location")

    return together(send, range(times))


def slow(monkeypatch):
    """Keep the first save open long enough that the others certainly meet it."""
    real = customers.create

    def create(customer, *, by):
        made = real(customer, by=by)
        time.sleep(0.3)
        return made

    monkeypatch.setattr(CustomerAdd, "service", staticmethod(create))


@pytest.mark.django_db(transaction=True)
def test_forms_sent_at_the_same_moment_wait_for_each_other(monkeypatch):
    ann = make_user("ann", roles=["account_manager"], language="en")
    slow(monkeypatch)
    data = customer_data(once.new_key(ann))
    led = sent_at_once(ann, data, 5)
    assert led == [url_for(Customer.objects.get(), "detail")] * 5


@pytest.mark.django_db(transaction=True)
def test_without_the_key_each_sending_makes_a_record(monkeypatch):
    ann = make_user("ann", roles=["account_manager"], language="en")
    slow(monkeypatch)
    sent_at_once(ann, customer_data("", same_reason="another firm"), 3)
    assert Customer.objects.count() == 3
