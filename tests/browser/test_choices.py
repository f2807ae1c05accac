"""Theme and language: chosen once, kept on every page and in every later window."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.hands import sign_in

pytestmark = pytest.mark.xdist_group("browser-1")


def choose(page, name, value):
    """Choose in the person's menu."""
    page.locator(".zk-top details.zk-menu summary:has(.zk-avatar)").click()
    with page.expect_navigation():
        page.locator(f".zk-top button[name={name}][value={value}]").click()


def test_the_theme_is_kept(firm, windows):
    page = windows(firm.ann)
    page.goto("/")
    choose(page, "theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    other = windows(firm.ann, color_scheme="light")
    other.goto(reverse("customers:customer_list"))
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "dark")
    choose(other, "theme", "auto")
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "light")
    other.emulate_media(color_scheme="dark")
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_language_is_kept(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.get_by_role("heading", level=1)).to_have_text("客户")
    choose(page, "language", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    other = windows()
    sign_in(other, "ann", PASSWORD)
    expect(other.locator("html")).to_have_attribute("lang", "en")


def test_the_door_speaks_the_language_that_was_chosen_there(firm, windows):
    page = windows()
    page.goto(reverse("login"))
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    with page.expect_navigation():
        page.locator("button[name=language][value=en]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
