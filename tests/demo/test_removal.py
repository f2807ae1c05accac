"""Leaving the demo firm behind."""

import pytest
from django.utils import timezone

from accounts.models import User
from api.models import Delivery
from core import attachments, saved_views
from core.models import Attachment, CustomField, Reveal, SavedView
from core.privacy import covering, revealing
from crm_site.demo.load import load
from customers.models import Customer
from tests.support.database import as_owner
from tests.support.files import add_file
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = pytest.mark.django_db
URL = "/settings/demo/"


@pytest.fixture
def firm():
    with as_owner():
        return load(timezone.localdate(), 0.05)


@pytest.fixture
def olga(client):
    person = make_user("olga", roles=["administrator"], language="en")
    client.force_login(person)
    return person


def test_whoever_keeps_the_settings_sees_that_the_firm_is_invented(client, firm, olga):
    assert "are invented" in client.get("/").content.decode()
    client.force_login(make_user("ann", roles=["account_manager"], language="en"))
    assert "are invented" not in client.get("/").content.decode()


def test_the_demo_firm_goes_and_the_administrator_stays(client, firm, olga):
    assert "go for good" in client.get(URL).content.decode()
    client.post(URL)
    assert [person.username for person in User.objects.all()] == ["olga"]
    assert not Customer.everything.exists()
    assert client.get(URL).url == "/settings/"
    assert "are invented" not in client.get("/").content.decode()


def test_what_hung_on_its_records_hangs_on_no_record_that_comes_later(client, firm, olga):
    old = Customer.objects.order_by("pk").first()
    add_file(old, by=olga)
    revealing.reveal(old, "phone", by=firm.people["zhoulan"])
    client.post(URL)
    new = make_customer(olga)
    assert not Attachment.objects.exists() and not Reveal.objects.exists()
    assert not Delivery.objects.exists()
    assert not attachments.everything_of(new)


def test_records_of_real_people_stand_in_the_way_and_are_named(client, firm, olga):
    make_customer(olga, "远航公司")
    answer = client.post(URL)
    page = client.get(answer.url).content.decode()
    assert "Customers 1" in page
    assert User.objects.count() > 1


def test_a_demo_administrator_goes_too_and_sets_the_program_up(client, firm):
    client.force_login(User.objects.get(username="haoyiming"))
    answer = client.post(URL)
    assert answer.url.startswith("/first-run/?code=")
    page = client.get(answer.url)
    assert page.context["form"].initial["code"]


def test_what_the_demo_firm_decided_goes_and_what_the_real_one_decided_stays(client, firm, olga):
    saved_views.create("customers:customer_list", name="x", query="", by=firm.people["zhoulan"])
    revealing.decide({"executive": ["customers.contact.mobile"]}, by=olga)
    client.post(URL)
    assert not SavedView.objects.exists() and not CustomField.objects.exists()
    assert covering.decided() == {"executive": ["customers.contact.mobile"]}
