"""A customer is added beside the form that needs it; the form stays as it is."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Contact, Customer
from tests.browser.hands import send, unfold
from tests.browser.look import barriers

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture
def page(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:contact_add"))
    page.locator("[name=name]").fill("王工")
    return page


def test_what_is_not_found_is_added_by_keyboard_and_stands_in_the_field(page):
    box = page.locator("[name=customer_text]")
    box.press_sequentially("云帆精密")
    expect(page.locator("[role=option][data-zk-new]")).to_contain_text("云帆精密")
    box.press("Enter")
    panel = page.locator("dialog.zk-panel")
    expect(panel.locator("[name=name]")).to_have_value("云帆精密")
    assert barriers(page) == []
    unfold(panel)
    panel.locator("[name=tax_number]").fill("12")
    panel.locator(".btn-primary").click()
    expect(panel.locator("#form-errors")).to_be_focused()
    panel.locator("[name=tax_number]").fill("")
    panel.locator(".btn-primary").click()
    expect(panel).to_be_hidden()
    expect(box).to_have_value("云帆精密")
    expect(box).to_be_focused()
    expect(page.locator("main [name=name]")).to_have_value("王工")
    send(page)
    assert Contact.objects.get().customer == Customer.objects.get()


def test_escape_closes_the_panel_and_asks_when_something_was_typed(page, windows):
    page.locator("[data-zk-panel]").first.click()
    panel = page.locator("dialog.zk-panel")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert windows.dialogs == []
    page.locator("[data-zk-panel]").first.click()
    panel.locator("[name=name]").fill("云帆精密")
    panel.locator("[data-zk-close]").first.click()
    expect(panel).to_be_hidden()
    assert windows.dialogs == ["confirm"]
    expect(page.locator("main [name=name]")).to_have_value("王工")
