"""Writing a follow-up asks for the next step: one tap, or a reason why there is none."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Attachment, Workday
from core.routes import url_for
from core.workdays import add_work_days
from customers.models import Interaction
from tests.support.files import add_file
from tests.support.records import entry, make_customer, make_followup

pytestmark = pytest.mark.django_db


def written(client, customer, **answers):
    data = {
        "customer": customer.pk,
        "kind": entry("interaction_kind", "phone").pk,
        "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "summary": "要一份报价",
        **answers,
    }
    return client.post(url_for(Interaction, "add"), data)


def offered(client, customer):
    """Return what the chips under the composer offer: days from now, or a day."""
    page = client.get(url_for(customer, "detail")).content.decode()
    return re.findall(r'data-zk-(?:in|day)="([^"]+)"', page)


def test_the_page_of_its_own_offers_the_same_days(client, ann):
    page = client.get(url_for(Interaction, "add")).content.decode()
    found = re.findall(r'data-zk-(?:in|day)="([^"]+)" data-zk-for="([^"]+)"', page)
    assert [day for day, _field in found] == offered(client, make_customer(ann))
    assert {field for _day, field in found} == {"id_next_contact_at"}
    assert 'id="id_next_contact_at"' in page


def test_tomorrow_three_working_days_and_a_week_are_one_tap_each(client, ann):
    today, customer = timezone.localdate(), make_customer(ann)
    working = add_work_days(today, 3)
    assert offered(client, customer) == ["1", working.isoformat(), "7"]
    Workday.objects.create(day=working, is_working=False)
    later = add_work_days(today, 3)
    assert later > working, "a holiday is none"
    assert offered(client, customer) == ["1", later.isoformat(), "7"]


def test_without_a_next_step_a_reason_is_asked_for(client, ann):
    customer = make_customer(ann)
    refused = written(client, customer)
    assert refused.status_code == 200 and not Interaction.objects.exists()
    assert "Enter the next contact, or why there is none." in refused.content.decode()
    assert written(client, customer, no_next_reason="项目停了").status_code == 302


def test_the_next_step_stands_on_the_customer(client, ann):
    customer = make_customer(ann)
    soon = timezone.localtime() + timedelta(days=3)
    written(client, customer, next_contact_at=f"{soon:%Y-%m-%dT%H:%M}", next_contact_note="带样品")
    customer.refresh_from_db()
    found = timezone.localtime(customer.next_contact_at)
    assert (found.date(), customer.next_contact_note) == (soon.date(), "带样品")


def test_a_follow_up_has_a_category_and_pictures(client, ann):
    row = make_followup(make_customer(ann), category="a")
    file = add_file(row, by=ann, name="现场.png")
    page = client.get(f"{url_for(row, 'detail')}?tab=files").content.decode()
    assert "现场.png" in page and Attachment.objects.get() == file
    listed = client.get(url_for(Interaction, "list"), {"category": "a"})
    assert len(listed.context["table"].rows) == 1
    assert not client.get(url_for(Interaction, "list"), {"category": "b"}).context["table"].rows
