"""Phases of the service: proposed from the customer's orders, kept, and changed by people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import firm
from core.models import DictionaryItem
from core.routes import url_for
from crm_site.filled_forms import filled_form
from customers.models import Customer, Interaction
from tests.support.lists import csv_rows
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_customer, make_followup, make_order
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("customers:interaction_add"), reverse("customers:interaction_list")


@pytest.fixture
def ann():
    return make_user(
        "ann", make_department("Sales"), ["account_manager"], real_name="安然", language="en"
    )


@pytest.fixture
def before():
    return entry("service_phase", "before")


@pytest.fixture
def after():
    return entry("service_phase", "after")


def bought(customer, days):
    """Let the customer have ordered once, so many days ago."""
    day = timezone.localdate() - timedelta(days)
    Customer.objects.filter(pk=customer.pk).update(order_count=1, last_order_on=day)


def written(client, customer, **values):
    """Write a follow-up as the form above the timeline sends it; return its phase in a word."""
    kind = entry("interaction_kind", "phone").pk
    typed = {"customer": customer.pk, "kind": kind, "summary": "谈了价格", **values}
    at = timezone.localtime().replace(second=0, microsecond=0)
    answer = client.post(ADD, {"at": f"{at:%Y-%m-%dT%H:%M}", "no_next_reason": "等通知", **typed})
    assert answer.status_code == 302, answer.context["form"].errors
    phase = Interaction.objects.latest("pk").phase
    return phase and phase.code


def test_the_orders_of_the_customer_propose_the_phase(client, ann):
    client.force_login(ann)
    customer = make_customer(ann)
    assert written(client, customer) == "before"
    for days, phase in ((0, "during"), (29, "during"), (30, "after"), (400, "after")):
        bought(customer, days)
        assert written(client, customer) == phase, days


def test_only_a_confirmed_order_ends_the_time_before_the_sale(client, ann):
    client.force_login(ann)
    customer = make_customer(ann)
    order = make_order(ann, customer=customer, ordered_on=timezone.localdate())
    assert written(client, customer) == "before"
    client.post(url_for(order, "confirm"))
    assert written(client, customer) == "during"


def test_the_day_that_was_typed_counts(client, ann):
    client.force_login(ann)
    customer = make_customer(ann)
    bought(customer, 40)
    day = timezone.localdate() - timedelta(15)
    assert written(client, customer, at=f"{day}T10:00") == "during"


def test_the_firm_says_how_long_delivery_takes(client, ann):
    client.force_login(ann)
    customer = make_customer(ann)
    bought(customer, 45)
    assert written(client, customer) == "after"
    firm.change({"delivery_days": 60}, by=None)
    assert written(client, customer) == "during"


def test_a_firm_without_the_entry_gets_no_proposal(client, ann, before):
    DictionaryItem.objects.filter(type=before.type).update(is_active=False)
    client.force_login(ann)
    assert written(client, make_customer(ann)) is None


def test_what_the_author_says_counts(client, ann, after):
    client.force_login(ann)
    customer = make_customer(ann)
    assert written(client, customer, phase=after.pk) == "after"
    other = entry("interaction_kind", "phone")
    answer = client.post(ADD, {"customer": customer.pk, "phase": other.pk})
    assert "phase" in answer.context["form"].errors


def test_proposing_costs_no_statement(client, ann, after):
    client.force_login(ann)
    customer, counted = make_customer(ann), []
    written(client, customer)  # all that is kept in the process is at hand
    for said in ({"phase": after.pk}, {}):
        with CaptureQueriesContext(connection) as found:
            written(client, customer, **said)
        counted.append(len(found))
    assert counted[0] == counted[1]


def test_the_word_stays_when_trade_goes_on_until_somebody_changes_it(client, ann, after):
    client.force_login(ann)
    customer = make_customer(ann)
    written(client, customer)
    followup = Interaction.objects.get()
    bought(customer, 0)
    edit = url_for(followup, "edit")
    client.post(edit, {**filled_form(client.get(edit).content.decode()), "place": "车间"})
    followup.refresh_from_db()
    assert (followup.phase.code, followup.place) == ("before", "车间")
    client.post(edit, {**filled_form(client.get(edit).content.decode()), "phase": after.pk})
    followup.refresh_from_db()
    assert followup.phase == after
    page = client.get(f"{url_for(followup, 'detail')}?tab=history").content.decode()
    assert "Before the sale" in page and "After the sale" in page


def test_the_quick_form_does_not_ask_for_it(client, ann):
    customer = make_customer(ann)
    client.force_login(ann)
    page = client.get(f"{url_for(customer, 'detail')}?tab=events").content.decode()
    assert 'name="summary"' in page and 'name="phase"' not in page
    assert 'name="phase"' in client.get(f"{ADD}?customer={customer.pk}").content.decode()


def test_the_list_finds_a_phase_and_changes_it_for_many(client, ann, before, after):
    customer = make_customer(ann)
    make_followup(customer, "问价格", phase=before)
    make_followup(customer, "报修", phase=after)
    make_followup(customer, "旧事")
    client.force_login(ann)
    rows = client.get(f"{LIST}?phase={after.pk}").context["table"].rows
    assert [row.label for row in rows] == ["报修"]
    said = {"all": "1", "query": f"phase={before.pk}", "count": "1", "confirmed": "1"}
    change = reverse("customers:interaction_bulk_change")
    client.post(change, {**said, "field": "phase", "phase": after.pk})
    found = Interaction.objects.filter(phase=after).order_by("pk")
    assert [row.summary for row in found] == ["问价格", "报修"]


def test_a_sheet_brings_and_takes_the_phase_and_history_is_not_guessed_at(client, ann, after):
    make_customer(ann, "华宁厂")
    sheet = xlsx(
        ("客户", "时间", "方式", "内容", "服务阶段"),
        ("华宁厂", "2024-03-02 10:00", "电话", "报修", "后期"),
        ("华宁厂", "2024-03-01 10:00", "电话", "旧事", ""),
        ("华宁厂", "2024-02-01 10:00", "电话", "写错", "晚期"),
    )
    steps = ImportSteps.of(client)
    client.force_login(ann)
    batch = steps.checked(Interaction, sheet)
    assert [(line, column) for line, column, _why in steps.findings(batch)] == [
        (4, "Service phase")
    ]
    steps.applied(batch)
    assert [row.phase for row in Interaction.objects.order_by("at")] == [None, after]
    address = reverse("customers:interaction_export")
    rows = csv_rows(client.get(f"{address}?format=csv&cols=summary,phase"))
    assert [row[1:] for row in rows[1:]] == [["报修", "After the sale"], ["旧事", ""]]
