"""A working day without a mouse."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import search
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-1")

FARTHEST = 60  # fields and links that one may have to pass


def tab_to(page, wanted):
    """Press Tab until an element that matches has the focus, which must be seen on it."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"{FARTHEST} times Tab never reached {wanted}")


def test_a_customer_is_filed_found_opened_and_followed_up(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    page.keyboard.press("n")
    page.wait_for_url(f"**{reverse('customers:customer_add')}")
    tab_to(page, "[name=name]")
    page.keyboard.type("云帆精密")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    page.goto("/")
    expect(search(page, "yfjm")).to_contain_text("云帆精密")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "[name=summary]")
    page.keyboard.type("周三上午上门")
    tab_to(page, "[data-zk-in='1']")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".zk-timeline")).to_contain_text("周三上午上门")


def test_rows_are_walked_ticked_and_opened(firm, windows):
    for name in ("云帆精密", "远山食品"):
        make_customer(firm.bob, name)
    page = windows(firm.bob)
    page.goto(reverse("customers:customer_list"))
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-zk-picked]")).to_have_text("1")
    page.keyboard.press("j")
    name = page.evaluate("document.activeElement.textContent").strip()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.keyboard.press("e")
    expect(page.locator("[name=name]")).to_have_value(name)


def test_the_first_tab_leads_past_the_menu(firm, windows):
    page = windows(firm.ann)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".zk-skip")).to_be_focused()
    expect(page.locator(".zk-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_letters_are_only_letters_while_one_types(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    page.locator("#list-q").focus()
    page.keyboard.type("nex?/")
    expect(page.locator("#list-q")).to_have_value("nex?/")
    assert page.url.split("?")[0].endswith(reverse("customers:customer_list"))
    expect(page.locator("#zk-keys")).to_be_hidden()


def test_a_closed_panel_gives_the_focus_back(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    opener = page.locator("[data-zk-open=zk-filters]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#zk-filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#zk-filters")).to_be_hidden()
    expect(opener).to_be_focused()
