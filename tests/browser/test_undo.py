"""A sheet goes in, somebody works on one of its rows, and the rest is taken back."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import saving
from customers.models import Customer
from tests.browser.hands import import_sheet
from tests.support.sheets import comma

pytestmark = pytest.mark.xdist_group("browser-2")


def test_an_import_is_undone_but_for_what_somebody_changed(firm, windows, tmp_path):
    sheet = tmp_path / "展会名单.csv"
    rows = [["展会名单"], ["单位全称", "城市"], ["云帆精密", "苏州"], ["华宁机械", "无锡"]]
    sheet.write_bytes(comma(*rows, encoding="gb18030"))
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    assert import_sheet(page, reverse("customers:customer_import"), sheet) == 2
    kept = Customer.objects.get(name="云帆精密")
    kept.phone = "0512-6600"
    saving.update(kept, by=firm.bob)
    job = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="撤销").click()
    stays = page.get_by_role("region", name="不动的行")
    expect(stays.get_by_role("link", name="云帆精密")).to_be_visible()
    expect(stays).to_contain_text("鲍勃")
    assert Customer.objects.count() == 2
    with page.expect_navigation():
        page.get_by_role("button", name="撤销 1 行").click()
    expect(page.get_by_text("1 行已还原。")).to_be_visible()
    assert Customer.objects.get() == kept
    page.goto(job)
    expect(page.get_by_text("安然 已撤销这一批")).to_be_visible()
