"""Names full of script stay names: on every page, in every search field, through every import."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import search, send
from tests.browser.world import every_page, furnish

pytestmark = pytest.mark.xdist_group("browser-2")

IMAGE = "<img src=x onerror=alert(1)>"
PAYLOADS = {
    "name": f"{IMAGE}</title></textarea>",
    "contact": '"><svg onload=alert(2)>{{ 7|add:7 }}',
    "product": "</script><script>alert(3)</script>",
    "title": "' onfocus=alert(4) autofocus x='<a href=javascript:alert(4)>x</a>",
}
SHEET = f'''客户名称,邮箱,联系人,网址
"{IMAGE}甲",ann@example.com,"{IMAGE}",javascript:alert(5)
"{IMAGE}乙","{IMAGE}","<b onmouseover=alert(6)>",x
'''


def test_no_name_becomes_script(site, windows):
    world = furnish(**PAYLOADS)
    page = windows(world.boss)
    for name, address in every_page(world):
        assert page.goto(address).status == 200, name
        for made in ("img[src=x]", "svg[onload]", "[onfocus]", "a[href^=javascript]"):
            expect(page.locator(made)).to_have_count(0)
    expect(search(page, "<img")).to_contain_text(IMAGE)
    page.goto(reverse("sales:order_add"))
    page.locator("[name=customer_text]").press_sequentially("<img")
    expect(page.locator("[role=option]:visible").first).to_contain_text(IMAGE)
    page.goto(reverse("customers:customer_edit", args=[world.customer.pk]))
    send(page)  # the answer speaks of the record by its name
    expect(page.locator(".zk-toast")).to_contain_text(IMAGE)


def test_no_imported_cell_becomes_script(firm, windows, tmp_path):
    page = windows(firm.ann)
    sheet = tmp_path / "客户 <img src=x onerror=alert(7)>.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    page.goto(reverse("customers:customer_import"))
    page.locator("input[type=file]").set_input_files(sheet)
    send(page)
    expect(page.locator("main")).to_contain_text(IMAGE)
    send(page)
    expect(page.locator("main")).to_contain_text(IMAGE)  # in the row that is to be mended
    page.locator("#import form.zk-actions button.btn-primary").click()
    page.locator("#import a.btn-primary").click()
    page.locator("td.name a", has_text="甲").click()
    for tab in ("facts", "contacts", "history"):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator("#tab-body")).to_contain_text(IMAGE)
    page.goto(reverse("core:batch_list"))
    expect(page.locator("main table")).to_contain_text("onerror=alert(7)")
