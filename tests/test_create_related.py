"""A record that is missing is added from the form that needs it, and nothing typed is lost."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import drafts, once
from core.models import Draft
from customers.models import Contact, Customer
from sales.models import Order
from tests.support.people import make_user
from tests.support.records import make_customer, make_product

pytestmark = pytest.mark.django_db
ADD, CONTACT, ORDER = (
    "/customers/customers/add/",
    "/customers/contacts/add/",
    "/sales/orders/add/",
)


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(make_user("ann", roles=["account_manager"], language="en"))
    return client


def text_of(answer):
    return unescape(answer.content.decode())


def test_only_who_may_add_such_a_record_is_offered_it(client):
    assert "New customer" in text_of(client.get(CONTACT))
    grants = {"customers.contact": {"add": "all", "view": "all"}}
    client.force_login(make_user("bob", grants=grants, language="en"))
    assert "New customer" not in text_of(client.get(CONTACT))


def test_the_panel_answers_faults_in_its_place_and_the_new_record_at_the_end(client):
    panel = client.get(f"{ADD}?panel=1&name=云帆精密")
    page = text_of(panel)
    assert "<html" not in page and 'value="云帆精密"' in page and 'id="panel_name"' in page
    data = {"kind": "organisation", once.FIELD: panel.context["form_key"]}
    assert 'id="panel_name_error"' in text_of(client.post(f"{ADD}?panel=1", {**data, "name": ""}))
    for _ in range(2):
        made = client.post(f"{ADD}?panel=1", {**data, "name": "云帆精密"}).json()
    assert made == {"value": Customer.objects.get().pk, "label": "云帆精密"}


def test_without_javascript_the_form_waits_as_a_draft_for_the_new_record(client):
    data = {"_create": "customer", "customer_text": "云帆精密", "name": "王工", "position": "科长"}
    led = client.post(CONTACT, data)
    assert led.headers["Location"].startswith(f"{ADD}?name=")
    page = client.get(led.headers["Location"])
    assert 'value="云帆精密"' in text_of(page)
    back = client.post(led.headers["Location"], {"name": "云帆精密", "kind": "organisation"})
    assert back.headers["Location"] == f"{CONTACT}?draft=1"
    form = client.get(back.headers["Location"])
    for text in ("云帆精密", "王工", "科长"):
        assert f'value="{text}"' in text_of(form)
    customer = Customer.objects.get()
    sent = {"customer": customer.pk, "customer_text": "云帆精密", "name": "王工"}
    client.post(f"{CONTACT}?draft=1", sent)
    assert (Contact.objects.get().customer, Draft.objects.count()) == (customer, 0)


def test_a_line_of_an_order_waits_for_its_product(client):
    boss = make_user("boss", roles=["account_manager", "administrator"], language="en")
    client.force_login(boss)
    data = {
        "_create": "lines-0-product",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-product_text": "压力变送器",
        "lines-0-quantity": "2",
        "remark": "急",
    }
    led = client.post(ORDER, data).headers["Location"]
    assert led.startswith("/catalog/products/add/?name=")
    back = client.post(
        led, {"name": "压力变送器", "price": "9", "tax_rate": "13", "state": "on_sale"}
    )
    assert back.status_code == 302, back.context["form"].errors
    page = text_of(client.get(back.headers["Location"]))
    assert "压力变送器" in page and 'value="2"' in page and "急" in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/no/page/", CONTACT])
def test_the_way_back_leads_to_a_draft_of_ones_own_and_nowhere_else(client, back):
    other = make_user("bob", roles=["account_manager"])
    drafts.keep(other, CONTACT, {"name": ["王工"]})
    answer = client.post(f"{ADD}?return={back}&into=customer", {"name": "云帆", "kind": "person"})
    assert answer.headers["Location"] == reverse(
        "customers:customer_detail", args=[Customer.objects.get().pk]
    )
    assert Draft.objects.get().data == {"name": ["王工"]}


@pytest.mark.parametrize("name", ["", "nothing", "name", "customer\0"])
def test_an_unknown_field_asks_for_nothing(client, name):
    make_product()
    answer = client.post(CONTACT, {"_create": name, "name": "王工"})
    assert answer.status_code == 200
    assert 'value="王工"' in text_of(answer)


def test_of_several_records_with_one_name_one_is_picked_by_a_radio_button(client):
    first, second = (make_customer(User.objects.get(username="ann"), "云帆精密") for _ in "ab")
    asked = client.post(CONTACT, {"customer_text": "云帆精密", "customer": "", "name": "王工"})
    page = text_of(asked)
    for customer in (first, second):
        assert f'name="customer_pick" value="{customer.pk}"' in page and customer.number in page
    data = {"customer_text": "云帆精密", "customer_pick": second.pk, "name": "王工"}
    assert client.post(CONTACT, data).status_code == 302
    assert Contact.objects.get().customer == second


def test_nobody_picks_a_record_beyond_reach(client):
    foreign = make_customer(make_user("bob"), "云帆精密")
    data = {"customer_text": "云帆精密", "customer_pick": foreign.pk, "name": "王工"}
    assert client.post(CONTACT, data).status_code == 200
    assert not Contact.objects.exists()
