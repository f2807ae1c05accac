"""Who may not read may not ask: a masked value finds no record, orders none, and is not guessed."""

import pytest
from django.urls import reverse

from core import firm
from core.privacy.fields import private_fields
from core.routes import url_for
from core.views import ListPage
from customers.models import Contact, Customer, Interaction
from sales.models import Order
from tests.support.calls import HAS_TOKENS, Program
from tests.support.people import make_department, make_role, make_user, shipped_grants
from tests.support.planted import mask_everything
from tests.support.records import make_contact, make_customer, make_followup, make_order
from tests.support.urls import site_pages

pytestmark = pytest.mark.django_db
PHONE, MOBILE, OFFICE = "13800995678", "15900114321", "051266443322"
TAILS = (PHONE[-4:], MOBILE[-7:], OFFICE)


@pytest.fixture
def bob():
    role = make_role("seller", {**shipped_grants("sales_supervisor"), **HAS_TOKENS})
    return make_user("bob", make_department("East"), roles=[role], language="en")


@pytest.fixture
def customer(bob):
    ann = make_user("ann", bob.department, roles=["account_manager"])
    customer = make_customer(ann, "华宁电机", phone=PHONE, email="office@huaning.example")
    make_contact(customer, "王工", mobile=MOBILE, office_phone=OFFICE)
    make_followup(customer, "谈妥了交期")
    make_order(ann, customer=customer)
    return customer


def addresses(text):
    """Return every address that looks for a text among customers and what hangs on them."""
    for model in (Customer, Contact, Interaction, Order):
        yield f"{url_for(model, 'list')}?q={text}"
    yield f"{url_for(Customer, 'list')}export/?format=csv&q={text}"
    yield f"{url_for(Order, 'list')}?customer_name={text}"
    yield f"{reverse('core:search')}?q={text}"
    for page in ("customers:customer_options", "customers:contact_options"):
        yield f"{reverse(page)}?q={text}"
    for page in ("customers:churncase_list", "customers:accessrequest_list"):
        yield f"{reverse(page)}?q={text}"
    yield f"{reverse('reports:contribution')}?q={text}"


def found_by(client, customer):
    """Return the addresses that name the customer for one of the tails."""
    texts = {address: client.get(address) for text in TAILS for address in addresses(text)}
    assert {answer.status_code for answer in texts.values()} == {200}
    body = {
        address: b"".join(answer.streaming_content) if answer.streaming else answer.content
        for address, answer in texts.items()
    }
    return {
        address
        for address, content in body.items()
        if customer.name in content.decode() or "王工" in content.decode()
    }


def test_a_masked_phone_finds_nobody_anywhere(client, bob, customer):
    client.force_login(bob)
    assert len(found_by(client, customer)) > 10  # the control: who may read may ask
    mask_everything("seller")
    assert found_by(client, customer) == set()
    assert customer.name in client.get(f"{url_for(Customer, 'list')}?q=华宁").content.decode()


def test_neither_does_it_by_a_call(bob, customer):
    program = Program(bob)
    assert program.get(f"customers?q={PHONE[-6:]}").data["items"]
    mask_everything("seller")
    assert not program.get(f"customers?q={PHONE[-6:]}").data["items"]
    assert not program.get(f"contacts?q={MOBILE[-6:]}").data["items"]
    assert program.get(f"customers?phone={PHONE}").status_code == 422


def test_own_customers_are_found_as_long_as_they_are_read(client, bob, customer):
    mask_everything("seller")
    firm.change({"privacy_own": True}, by=None)
    mine = make_customer(bob, "远航电子", phone="13700005678")
    make_contact(mine, "李工", mobile="13700004321")
    client.force_login(bob)
    for model, tail, name in ((Customer, "5678", "远航电子"), (Contact, "4321", "李工")):
        shown = client.get(f"{url_for(model, 'list')}?q={tail}").content.decode()
        assert name in shown and customer.name not in shown and "王工" not in shown


def test_the_audit_search_looks_no_further_than_its_reader(client, customer):
    dora = make_user("dora", roles=["administrator"], language="en")
    client.force_login(dora)
    page = f"{reverse('core:change_list')}?model=customers.customer&record={PHONE[-6:]}"
    assert customer.name in client.get(page).content.decode()
    mask_everything("administrator")
    assert customer.name not in client.get(page).content.decode()


def test_no_list_sorts_or_filters_by_a_private_field():
    """Masks differ by row, an order does not: so nobody sorts by what somebody may not read."""
    pages = {page.view_class for page in site_pages() if page.view_class}
    lists = [page for page in pages if issubclass(page, ListPage) and page.model]
    assert len(lists) > 5
    for page in lists:
        private = {field.name for field in private_fields(page.model)}
        assert not private & {column.sort for column in page.columns}, page
        filtered = {each.field_name for each in page.filters.base_filters.values()}
        assert not private & filtered, page
