"""Lists, cells, forms and settings without JavaScript: what scripts make quick has a plain way."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import CustomField, ListChoice
from customers.models import Contact, Customer
from tests.browser.hands import give_all_the_level, send
from tests.support.records import entry, make_customer

pytestmark = pytest.mark.xdist_group("browser-2")

CUSTOMERS = "customers:customer_list"


@pytest.fixture
def page(firm, windows):
    for name in ("云帆精密", "远山食品", "青禾包装"):
        make_customer(firm.ann, name, region_id=320505)
    page = windows(firm.bob, java_script_enabled=False)
    page.goto(f"{reverse(CUSTOMERS)}?region=320500")
    return page


def test_a_view_is_saved_and_opened(page):
    page.locator(".zk-views > summary").click()
    page.locator("#zk-views a").click()
    page.locator("#zk-views a[href*='query=']").click()
    page.locator("[name=name]").fill("苏州的")
    send(page)
    expect(page.locator(".zk-views > summary")).to_contain_text("苏州的")
    page.goto(reverse("customers:customer_views"))
    page.locator("main a", has_text="苏州的").click()
    expect(page.locator(".zk-chip.is-filter")).to_contain_text("苏州")


def test_columns_are_chosen_and_put_in_order_by_numbers(page, firm):
    page.locator(".zk-columns-menu > summary").click()
    page.locator("#zk-columns a").click()
    page.locator("#zk-columns [name=place-region]").fill("1")
    page.locator("#zk-columns input[value=state]").uncheck()
    page.locator("#zk-columns button[type=submit]:not([name])").click()
    expect(page.locator("thead th:not(.pick)").nth(1)).to_have_text("地区")
    assert "state" not in ListChoice.objects.get(user=firm.bob).columns


def test_all_rows_that_match_are_changed(page):
    level = entry("customer_level", "b")
    give_all_the_level(page, level)
    send(page)
    assert Customer.objects.filter(level=level).count() == 3


def test_the_pen_of_a_cell_leads_to_a_page_with_the_one_field(page):
    page.locator(".zk-pen[href*='field=next_contact_note']").first.click()
    page.locator("main [name=next_contact_note]").fill("去无锡")
    send(page)
    assert Customer.objects.filter(next_contact_note="去无锡").count() == 1


def test_a_missing_record_is_added_on_the_way_and_the_form_is_kept(page):
    page.goto(reverse("customers:contact_add"))
    page.locator("[name=name]").fill("王工")
    page.locator("[name=customer_text]").fill("镇江泓拓")
    page.locator("button[name=_create][value=customer]").click()
    expect(page.locator("[name=name]")).to_have_value("镇江泓拓")
    send(page)
    expect(page.locator("[name=name]")).to_have_value("王工")
    send(page)
    assert Contact.objects.get().customer.name == "镇江泓拓"


def test_settings_dictionary_and_custom_fields_are_kept(firm, windows):
    page = windows(firm.dora, java_script_enabled=False)
    page.goto(reverse("core:settings"))
    page.locator("[name=bin_days]").fill("45")
    send(page)
    expect(page.locator("[name=bin_days]")).to_have_value("45")
    page.goto(reverse("core:customfield_list"))
    page.select_option("main [name=kind]", "text")
    page.locator("main form[method=get] button").click()
    page.locator("[name=label_zh]").fill("年产值")
    send(page)
    assert CustomField.objects.get().label_zh == "年产值"
    page.goto(reverse("core:dictionaryitem_add"))
    page.locator("[name=label_zh]").fill("战略客户")
    send(page)
    expect(page.locator("main")).to_contain_text("战略客户")
