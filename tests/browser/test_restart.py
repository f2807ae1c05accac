"""The web server is stopped and started while somebody types: nothing is lost or doubled."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Draft
from customers.models import Customer
from tests.browser.hands import SUBMIT, send
from tests.browser.server import Server
from tests.browser.windows import Windows
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture
def server(site):
    """The server runs; a test stops and starts it."""
    found = Server()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def windows(browser, server):
    """Windows on that server; what they say while it is away is meant."""
    found = Windows(browser, server.url)
    yield found
    found.close()


def restart(server):
    server.stop()
    server.start()


def test_a_form_that_was_opened_before_a_restart_is_stored_once(firm, windows, server):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    restart(server)
    page.locator("[name=short_name]").fill("云帆")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert [row.short_name for row in Customer.objects.all()] == ["云帆"]


def test_what_a_colleague_changed_meanwhile_is_told_after_a_restart_too(firm, windows, server):
    customer = make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(f"{customer.get_absolute_url()}edit/")
    page.locator("[name=name]").fill("云帆精密机械")
    Customer.objects.filter(pk=customer.pk).update(short_name="云帆", version=2)
    restart(server)
    send(page)
    expect(page.locator("[name=short_name]")).to_have_value("云帆")  # put into the form, and told
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密机械")
    customer.refresh_from_db()
    assert (customer.name, customer.short_name) == ("云帆精密机械", "云帆")


def test_a_form_that_is_sent_while_the_server_is_away_is_sent_again_afterwards(
    firm, windows, server
):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    server.stop()
    page.locator(SUBMIT).last.click()
    expect(page.locator(".zk-toast")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    server.start()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert Customer.objects.count() == 1
    assert not Draft.objects.exists()
