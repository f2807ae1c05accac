"""What a form promises to the one who types: nothing is lost, nothing is stored twice."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Customer
from tests.browser.hands import SUBMIT, send, unfold
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


def test_unsaved_text_is_asked_about_before_it_is_left(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    windows.leaving = False
    page.locator(".zk-brand").click()
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    assert windows.dialogs == ["beforeunload"]
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert windows.dialogs == ["beforeunload"]


def test_a_fault_keeps_the_text_and_leads_to_its_field(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=phone]").fill("021-5588 1702")
    unfold(page)
    page.locator("[name=tax_number]").fill("12345")
    send(page)
    summary = page.locator("#form-errors")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(2)
    expect(page.locator("[name=phone]")).to_have_value("021-5588 1702")
    expect(page.locator("[name=tax_number]")).to_have_value("12345")
    summary.locator("a[href='#id_tax_number']").click()
    field = page.locator("[name=tax_number]")
    expect(field).to_be_focused()
    told = field.get_attribute("aria-describedby").split()
    assert "id_tax_number_error" in told
    assert Customer.objects.count() == 0


def test_a_double_click_saves_once(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    with page.expect_navigation():
        page.locator(SUBMIT).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    page.goto(reverse("customers:customer_list"))
    expect(page.locator("td.name")).to_have_count(1)


def test_a_line_is_added_to_an_order_by_keyboard(firm, windows):
    make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(reverse("sales:order_add"))
    lines = page.locator("[data-zk-lines] > *")
    before = lines.count()
    page.locator("[name=lines-0-quantity]").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(lines).to_have_count(before + 1)
    expect(page.locator(f"[name=lines-{before}-product_text]")).to_be_focused()
