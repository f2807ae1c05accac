"""Every form of the records, sent with faults: told above and beside the field, nothing lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import send, unfold
from tests.browser.look import barriers
from tests.browser.world import furnish

pytestmark = pytest.mark.xdist_group("browser-2")

WRONG = {
    "customers:customer_add": {"tax_number": "12", "email": "no address"},
    "customers:contact_add": {"name": "王工", "email": "no address"},
    "customers:interaction_add": {"summary": "周三上门"},
    "catalog:product_add": {"name": "压力变送器", "price": "-1"},
    "catalog:productcategory_add": {"remark": "仪表"},
    "sales:opportunity_add": {"title": "换表", "success_rate": "120"},
    "sales:order_add": {"remark": "急", "lines-0-quantity": "2"},
}
ACTIONS = {
    "customers:customer_assign": ("customer", {"to_text": "无此人"}),
    "customers:customer_release": ("customer", {"reason": ""}),
    "sales:opportunity_assign": ("unassigned", {"to_text": "无此人"}),
    "sales:opportunity_plan": ("opportunity", {"what1": "上门"}),
    "sales:planstep_record": ("planstep", {"result": ""}),
}


def assert_told(page, typed):
    summary = page.locator("#form-errors")
    expect(summary).to_be_focused()
    for link in summary.locator("a").all():
        assert page.locator(link.get_attribute("href")).count() == 1
    beside = page.locator("main .invalid-feedback")
    assert beside.count() > 0
    for text in (summary.inner_text(), *beside.all_inner_texts()):
        assert not any(word in text for word in ("非法", "无效", "错误")), text
    for name, value in typed.items():
        expect(page.locator(f"main [name='{name}']")).to_have_value(value)


def test_faults_are_told_where_they_are_and_nothing_is_lost(site, windows):
    world = furnish()
    page = windows(world.boss)
    addresses = [(reverse(name), typed) for name, typed in WRONG.items()]
    for name, (record, typed) in ACTIONS.items():
        addresses.append((reverse(name, args=[getattr(world, record).pk]), typed))
    for address, typed in addresses:
        page.goto(address)
        unfold(page)
        for name, value in typed.items():
            page.locator(f"main [name='{name}']").fill(value)
        send(page)
        assert_told(page, typed)
    assert barriers(page) == []
