"""The data of customers in the browser: regions, duplicates, paste to fill, compare and merge."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Customer
from tests.browser.hands import pick, send
from tests.browser.look import barriers
from tests.support.records import make_contact, make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


def test_a_region_is_picked_by_keyboard(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    pick(page, "region", "虎丘")
    expect(page.locator("[name=region_text]")).to_have_value("江苏省苏州市虎丘区")
    assert barriers(page) == []
    send(page)
    assert Customer.objects.get().region_id == 320505


def test_who_is_on_file_is_told_while_the_name_is_typed(firm, windows):
    make_customer(firm.ann, "华宁（苏州）精密机械有限公司")
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").press_sequentially("苏州华宁精密机械")
    hint = page.locator(".zk-similar")
    expect(hint).to_contain_text("华宁（苏州）精密机械有限公司")
    assert barriers(page) == []
    send(page)
    expect(page.locator("#form-errors")).to_be_visible()
    page.locator("[name=same_reason]").fill("兄弟公司")
    send(page)
    assert Customer.objects.count() == 2


def test_a_card_is_pasted_and_what_is_ticked_stands_in_the_form(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("summary", has_text="粘贴识别").click()
    page.locator("[name=pasted]").fill(
        "云帆电机（杭州）有限公司\n电话：0571-88001234\n杭州西湖区文三路 99 号"
    )
    page.locator("[name=_read]").click()
    page.locator("[name=take][value=phone]").uncheck()
    assert barriers(page) == []
    page.locator("[name=_take]").click()
    expect(page.locator("[name=name]")).to_have_value("云帆电机（杭州）有限公司")
    expect(page.locator("[name=region_text]")).to_have_value("浙江省杭州市西湖区")
    expect(page.locator("[name=phone]")).to_have_value("")
    send(page)
    assert Customer.objects.get().region_id == 330106


def test_two_are_ticked_compared_and_merged(firm, windows):
    one = make_customer(firm.ann, "华宁机械", phone="0512-66881234")
    two = make_customer(firm.ann, "华宁精密机械", address="青山路 1 号")
    contact = make_contact(two, "王工")
    page = windows(firm.bob)
    page.goto(reverse("customers:customer_list"))
    for box in page.locator("tbody input[name=pk]").all():
        box.check()
    page.locator(".zk-bulk summary").click()
    page.locator("button[formaction*='/compare/']").click()
    expect(page.locator("tr.is-other").first).to_be_visible()
    assert barriers(page) == []
    page.locator(f"input[name=winner][value='{one.pk}']").check()
    page.locator(f"input[name=pick-address][value='{two.pk}']").check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("main .btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("华宁")
    one.refresh_from_db()
    contact.refresh_from_db()
    assert (one.address, contact.customer) == ("青山路 1 号", one)
    assert list(Customer.objects.all()) == [one]
