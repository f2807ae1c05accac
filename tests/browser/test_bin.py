"""Deleted by mistake: taken back from the message, or later from the recycle bin."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import send
from tests.support.records import make_contact, make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_deletion_is_undone_or_restored_later(site, windows, firm, scripts):
    customer = make_customer(firm.bob, "华宁精密")
    make_contact(customer, "王芳")
    page = windows(firm.bob, java_script_enabled=scripts)
    page.goto(f"{customer.get_absolute_url()}delete/")
    expect(page.locator("form .zk-list")).to_contain_text("1")
    with page.expect_navigation():
        page.locator("main form .btn-danger").click()
    with page.expect_navigation():
        page.locator(".zk-toast form button").click()
    expect(page.locator("h1")).to_have_text("华宁精密")
    page.goto(f"{customer.get_absolute_url()}delete/")
    with page.expect_navigation():
        page.locator("main form .btn-danger").click()
    page.goto(reverse("core:bin_list"))
    page.get_by_role("link", name="华宁精密").click()
    expect(page.locator("main")).to_contain_text("华宁精密")
    page.goto(reverse("core:bin_list"))
    page.locator("input[name=pk]").check()
    send(page)
    expect(page.locator("#tab-contacts .n")).to_have_text("1")
