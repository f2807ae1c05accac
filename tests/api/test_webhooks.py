"""Webhooks: every change is told once, signed, to whom it may be told, until it arrives."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from api.jobs import send_webhooks
from api.models import Delivery, Outbox, Webhook
from api.services import webhooks
from core.saving import remove
from customers.services import customers
from sales.services import orders
from tests.support.people import make_user
from tests.support.records import make_customer, make_order

pytestmark = pytest.mark.django_db
ALL = ["customer.added", "customer.changed", "customer.deleted", "customer.claimed"]


@pytest.fixture
def ann():
    return make_user("ann", superuser=True)


def hook_to(server, events=ALL, **fields):
    url = f"https://{server.name}/news?from=crm" if server else "https://hooks.example.com/"
    return Webhook.objects.create(name="Shop", url=url, events=events, **fields)


def run():
    send_webhooks.func.__wrapped__()


def told(server):
    return [json.loads(body)["event"] for _path, _headers, body in server.calls]


# what is told -----------------------------------------------------------------------------


def test_a_change_is_told_once_with_a_signature(listener, ann):
    hook = hook_to(listener)
    customer = make_customer(ann, "云帆电机")
    run()
    run()
    [(path, headers, body)] = listener.calls
    assert path == "/news?from=crm"
    moment, _comma, given = headers["Zhike-Signature"].removeprefix("t=").partition(",v1=")
    signed = hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    assert given == signed.hexdigest()
    news = json.loads(body)
    assert (news["event"], headers["Zhike-Event"]) == ("customer.added", "customer.added")
    assert news["record"]["path"] == f"/api/v1/customers/{customer.pk}"
    assert news["by"] == {"id": ann.pk, "label": "Ann"}
    assert "name" in news["fields"]
    assert "云帆电机" not in body.decode()  # who wants to know asks with a token
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.answer) == ("arrived", 200, "thanks")


def test_verbs_have_names_and_events_come_in_order(listener, ann):
    hook_to(listener, [*ALL, "order.confirmed", "order.cancelled"])
    customer = make_customer(None)
    customers.claim(customer, by=ann)
    order = make_order(ann, customer=customer)
    orders.confirm(order, by=ann)
    orders.cancel(order, by=ann)
    customer.refresh_from_db()
    remove(customer, by=ann)
    run()
    assert told(listener) == [
        "customer.added",
        "customer.claimed",
        "order.confirmed",
        "customer.changed",  # what it traded
        "order.cancelled",
        "customer.changed",
        "customer.deleted",
    ]


def test_one_save_is_one_event_though_it_writes_a_row_twice(listener, ann):
    hook_to(listener, ["order.added", "order.changed"])
    make_order(ann)
    run()
    assert told(listener) == ["order.added"]


def test_only_the_chosen_events_go_out_and_nothing_while_it_is_off(listener, ann):
    hook_to(listener, ["customer.deleted"])
    make_customer(ann)
    run()
    assert told(listener) == []
    Webhook.objects.update(is_active=False)
    remove(make_customer(ann), by=ann)
    assert not Outbox.objects.exists()
    run()
    assert not Delivery.objects.exists()


def test_a_change_that_was_taken_back_is_not_told(listener, ann):
    hook_to(listener)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_customer(ann)
        1 / 0  # noqa: B018
    run()
    assert told(listener) == []


def test_a_transaction_leaves_one_job_for_all_its_changes(ann):
    def jobs():
        with connection.cursor() as cursor:
            sql = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s"
            cursor.execute(sql, [send_webhooks.name])
            return cursor.fetchone()[0]

    make_customer(ann)
    assert jobs() == 0  # nobody wants to know
    hook_to(None)
    before = Outbox.objects.count()
    make_customer(ann)
    make_customer(ann)
    assert Outbox.objects.count() > before + 1
    assert jobs() == 1


# when it does not arrive ------------------------------------------------------------------


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(listener, ann, settings):
    settings.WEBHOOK_FAILURES = 100
    hook_to(listener, ["customer.added"])
    listener.statuses = [500]
    make_customer(ann)
    run()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("waiting", 500, 1)
    assert delivery.next_at > timezone.now() + timedelta(seconds=50)
    run()
    assert len(listener.calls) == 1  # not yet due
    for _again in webhooks.RETRIES:
        Delivery.objects.update(next_at=timezone.now())
        run()
    delivery.refresh_from_db()
    assert (delivery.state, len(listener.calls)) == ("given_up", 6)
    assert Webhook.objects.get().failures == 6


def test_sent_again_it_arrives(listener, ann, client):
    hook_to(listener, ["customer.added"])
    listener.statuses = [404, 200]
    make_customer(ann)
    run()
    client.force_login(make_user("dora", roles=["administrator"], language="en"))
    chosen = [Delivery.objects.get().pk]
    client.post("/admin/api/delivery/", {"action": "send_again", "_selected_action": chosen})
    run()
    assert Delivery.objects.get().state == "arrived"
    assert Webhook.objects.get().failures == 0
    assert "customer.added" in client.get("/admin/api/delivery/").content.decode()


def test_a_webhook_that_never_answers_is_switched_off_and_says_so(listener, ann, settings, client):
    settings.WEBHOOK_FAILURES = 2
    hook_to(listener, ["customer.added"])
    listener.statuses = [500]
    for _customer in "ab":
        make_customer(ann)
        run()
    assert not Webhook.objects.get().is_active
    client.force_login(make_user("dora", roles=["administrator"], language="en"))
    assert "it did not answer" in client.get("/admin/api/webhook/").content.decode()
    hook = Webhook.objects.get()
    data = {"name": "Shop", "url": hook.url, "events": hook.events, "is_active": "on"}
    client.post(f"/admin/api/webhook/{hook.pk}/change/", data)
    hook.refresh_from_db()
    assert (hook.is_active, hook.failures, hook.stopped_at) == (True, 0, None)


def test_one_that_fails_does_not_hold_up_the_others(listener, ann):
    hook_to(None, ["customer.added"])  # not among the hosts
    hook_to(listener, ["customer.added"])
    for _customer in "abc":
        make_customer(ann)
    run()
    assert len(listener.calls) == 3
    assert Delivery.objects.filter(attempts=1, state="waiting").count() == 1


def test_the_form_names_the_setting(listener, client):
    client.force_login(make_user("dora", roles=["administrator"], language="en"))
    data = {"name": "Shop", "url": "https://other.example.com/", "events": ["customer.added"]}
    page = client.post("/admin/api/webhook/add/", data).content.decode()
    assert "WEBHOOK_HOSTS" in page
    client.post("/admin/api/webhook/add/", {**data, "url": f"https://{listener.name}/"})
    assert Webhook.objects.count() == 1


def test_what_is_told_holds_no_values_masked_or_not(listener, ann):
    """A webhook names the record and the fields: nobody's rights need be asked."""
    hook_to(listener)
    customer = make_customer(ann, "云帆电机", phone="13800995678", email="office@huaning.example")
    customer.phone = "13911112222"
    customers.update(customer, by=ann)
    run()
    bodies = [json.loads(body) for _path, _headers, body in listener.calls]
    assert {"phone", "email"} <= set(bodies[0]["fields"])
    assert "phone" in bodies[1]["fields"]
    for text in ("13800995678", "13911112222", "office@huaning.example", "云帆电机"):
        assert text not in str(bodies)
