"""The rest of a working day without a mouse: orders, sheets, the recycle bin."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Customer
from sales.models import Order
from tests.browser.test_keyboard import tab_to
from tests.support.records import make_customer, make_product

pytestmark = pytest.mark.xdist_group("browser-1")


def enter(page):
    """Press Enter on what has the focus and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, field, text):
    """Tab to a search field, type and take the first suggestion."""
    tab_to(page, f"[name={field}_text]")
    page.keyboard.type(text)
    listbox = page.locator(f"[name={field}_text]").get_attribute("aria-controls")
    expect(page.locator(f"#{listbox} [role=option]").first).to_contain_text(text)
    page.keyboard.press("Enter")
    expect(page.locator(f"input[name={field}]")).not_to_have_value("")


def test_an_order_with_two_lines_is_written(firm, windows):
    make_customer(firm.ann, "云帆精密")
    make_product("压力变送器", price=1280)
    page = windows(firm.ann)
    page.goto(reverse("sales:order_list"))
    page.keyboard.press("n")
    page.wait_for_url(f"**{reverse('sales:order_add')}")
    choose(page, "customer", "云帆精密")
    choose(page, "lines-0-product", "压力变送器")
    for name, value in (("quantity", "2"), ("price", "1280")):
        tab_to(page, f"[name=lines-0-{name}]")
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
    rows = page.locator("[data-zk-lines] > *")
    before = rows.count()
    page.keyboard.press("Alt+ArrowDown")
    expect(rows).to_have_count(before + 1)
    expect(page.locator(f"[name=lines-{before}-product_text]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("2,560.00")
    assert Order.objects.get().lines.count() == 1


def test_a_sheet_is_imported(firm, windows, tmp_path):
    sheet = tmp_path / "客户.csv"
    sheet.write_text("客户名称\n云帆精密\n", encoding="utf-8")
    page = windows(firm.ann)
    page.on("filechooser", lambda chooser: chooser.set_files(sheet))  # before the key, not with it
    page.goto(reverse("customers:customer_list"))
    tab_to(page, f"main a[href='{reverse('customers:customer_import')}']")
    enter(page)
    tab_to(page, "input[type=file]")
    page.keyboard.press("Enter")
    expect(page.locator("input[type=file]")).to_have_value(re.compile("客户"))
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    tab_to(page, "main select")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#import button.btn-primary")).to_be_visible()
    tab_to(page, "#import button.btn-primary")
    enter(page)
    expect(page.locator("#import a.btn-primary")).to_be_visible()
    assert Customer.objects.filter(name="云帆精密").exists()


def test_a_deleted_customer_is_restored(firm, windows):
    customer = make_customer(firm.bob, "云帆精密")
    page = windows(firm.bob)
    page.goto(f"{customer.get_absolute_url()}delete/")
    tab_to(page, "main form .btn-danger")
    enter(page)
    assert not Customer.objects.exists()
    page.goto(reverse("core:bin_list"))
    tab_to(page, "input[name=pk]")
    page.keyboard.press("Space")
    tab_to(page, "main form button.btn-primary")
    enter(page)
    assert Customer.objects.get() == customer
