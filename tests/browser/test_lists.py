"""A list in the browser: columns, views, cells, all rows that match, stepping through records."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import ListChoice
from customers.models import Customer
from tests.browser.hands import give_all_the_level
from tests.browser.look import barriers
from tests.support.records import entry, make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


@pytest.fixture
def page(firm, windows):
    for n, name in enumerate(("云帆精密", "远山食品", "青禾包装")):
        make_customer(firm.ann, name, region_id=320500, traded=100 * n)
    window = windows(firm.bob)
    window.goto(f"{reverse('customers:customer_list')}?sort=-traded")
    return window


def heads(page):
    return [
        text.strip()
        for text in page.locator("thead th.name, thead th:not(.pick)").all_inner_texts()
    ]


def test_columns_are_ticked_and_moved_by_arrows(page, firm):
    page.locator(".zk-columns-menu > summary").click()
    row = page.locator("[data-zk-move]", has=page.locator("input[value=region]"))
    expect(row).to_be_visible()
    assert barriers(page) == []
    before = heads(page)
    place = before.index("地区")
    row.locator("[data-zk-up]").click()
    page.locator("[data-zk-move] input[value=state]").uncheck()
    with page.expect_navigation():
        page.locator("#zk-columns button[type=submit]:not([name])").click()
    after = heads(page)
    assert after.index("地区") == place - 1
    assert "状态" not in after
    assert ListChoice.objects.get(user=firm.bob).columns


def test_a_view_is_named_and_opened_again(page):
    page.locator(".zk-views > summary").click()
    page.locator("#zk-views a[href*='query=']").click()
    page.locator("[name=name]").fill("大客户")
    with page.expect_navigation():
        page.locator("main .btn-primary[type=submit]").click()
    expect(page.locator(".zk-views > summary")).to_contain_text("大客户")
    page.goto(reverse("customers:customer_list"))
    page.locator(".zk-views > summary").click()
    with page.expect_navigation():
        page.locator("#zk-views a", has_text="大客户").click()
    assert "sort=-traded" in page.url


def test_a_cell_is_edited_by_keyboard_and_restored_by_escape(page):
    page.keyboard.press("j")
    page.keyboard.press("F2")
    cell = page.locator("[data-zk-editing]")
    expect(cell.locator("select[name=level]")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(cell).to_have_count(0)
    row = page.locator("tbody tr").first
    row.hover()
    row.locator(".zk-pen[href*='field=next_contact_note']").click()
    expect(cell.locator("input[name=next_contact_note]")).to_be_focused()
    page.keyboard.type("去无锡")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("去无锡")
    expect(row.locator(".zk-pen[href*='field=next_contact_note']")).to_be_focused()
    assert Customer.objects.filter(next_contact_note="去无锡").count() == 1


def test_all_rows_that_match_are_changed_after_a_question(page):
    level = entry("customer_level", "b")
    give_all_the_level(page, level)
    with page.expect_navigation():
        page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_url(re.compile(r"sort=-traded"))
    assert Customer.objects.filter(level=level).count() == 3


def test_records_are_stepped_through_by_j_and_k(page):
    names = page.locator("tbody td.name a").all_inner_texts()
    page.locator("tbody td.name a").first.click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(names[0])
    page.wait_for_load_state()  # the scripts of a page hear the key
    page.keyboard.press("j")
    expect(title).to_have_text(names[1])
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(title).to_have_text(names[0])
    page.locator(".zk-crumbs a").first.click()
    page.wait_for_url(re.compile(r"sort=-traded"))


def test_sums_come_when_the_foot_is_seen(page):
    expect(page.locator("#zk-totals")).to_be_attached()
    page.keyboard.press("End")
    expect(page.locator("#zk-totals")).to_contain_text("300.00")
