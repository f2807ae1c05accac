"""The core of the day's work without JavaScript: the pages are plain forms and links."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.hands import send, sign_in
from tests.support.records import make_customer, make_order, make_product

pytestmark = pytest.mark.xdist_group("browser-1")


@pytest.fixture
def page(firm, windows):
    page = windows(java_script_enabled=False)
    sign_in(page, "ann", PASSWORD)
    return page


def test_a_list_is_filtered_and_found_in(firm, page):
    make_customer(firm.ann, "云帆精密", region_id=320505)
    make_customer(firm.ann, "远山食品", region_id=330100)
    page.goto(reverse("customers:customer_list"))
    names = page.locator("td.name")
    expect(names).to_have_count(2)
    page.locator("a[href$='#zk-filters']").click()
    page.locator("#zk-filters [name=region_text]").fill("江苏苏州")
    page.locator("#zk-filters button[type=submit]").click()
    expect(names).to_have_text(["云帆精密"])
    page.locator(".zk-chip.is-filter a.x").click()
    expect(names).to_have_count(2)
    page.locator("#list-q").fill("远山")
    page.keyboard.press("Enter")
    expect(names).to_have_text(["远山食品"])


def test_a_customer_is_filed_and_followed_up(page):
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    page.locator("label[for=composer-kind-1]").click()
    page.locator("[name=summary]").fill("周三上午上门")
    page.locator("[name=next_contact_at]").fill("2099-01-05T09:00")
    page.locator(".zk-composer button[type=submit].btn-primary").click()
    expect(page.locator(".zk-timeline")).to_contain_text("周三上午上门")


def test_a_record_is_chosen_by_typing_its_name(firm, page):
    make_customer(firm.ann, "云帆精密")
    make_product("压力变送器")
    page.goto(reverse("sales:order_add"))
    page.locator("[name=customer_text]").fill("云帆精密")
    page.locator("[name=lines-0-product_text]").fill("压力变送器")
    page.locator("[name=lines-0-quantity]").fill("2")
    page.locator("[name=lines-0-price]").fill("1280")
    send(page)
    expect(page.locator("main")).to_contain_text("2,560.00")


def test_a_small_sheet_is_imported(page, tmp_path):
    sheet = tmp_path / "客户.csv"
    sheet.write_text("客户名称,电话\n云帆精密,021-5588 1702\n", encoding="utf-8")
    page.goto(reverse("customers:customer_import"))
    page.locator("input[type=file]").set_input_files(sheet)
    send(page)
    send(page)
    page.locator("#import button.btn-primary").click()
    page.locator("#import a.btn-primary").click()
    expect(page.locator("td.name")).to_have_text(["云帆精密"])


def test_the_report_is_asked_and_answers(firm, page):
    make_order(firm.ann, lines=[(2, 1280)], state="confirmed", ordered_on=date(2020, 2, 3))
    page.goto(reverse("reports:contribution"))
    page.locator("[name=period]").select_option("ever")
    page.locator("form.zk-ask button[type=submit]").click()
    expect(page.locator("#report-table tbody tr")).to_have_count(1)
    expect(page.locator("#report-table")).to_contain_text("2,560.00")


def test_the_language_is_switched(page):
    page.goto("/")
    page.locator(".zk-top summary:has(.zk-avatar)").click()
    page.locator(".zk-top button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
