"""Names full of script stay names: in search fields, in lists, through the import."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import search, send, until
from tests.browser.windows import Windows
from tests.browser.world import HOSTILE, IMAGE, furnish

pytestmark = pytest.mark.xdist_group("browser-2")

SHEET = f'''客户名称,邮箱,联系人,网址
"{IMAGE}甲",ann@example.com,"{IMAGE}",javascript:alert(5)
"{IMAGE}乙","{IMAGE}","<b onmouseover=alert(6)>",x
'''


def test_no_name_becomes_script_in_what_is_fetched_later(site, windows):
    world = furnish(**HOSTILE)
    page = windows(world.boss)
    page.goto(reverse("sales:order_add"))
    page.locator("[name=customer_text]").press_sequentially("<img")
    expect(page.locator("[role=option]:visible").first).to_contain_text(IMAGE)
    expect(search(page, "<img")).to_contain_text(IMAGE)
    page.goto(reverse("customers:customer_list"))
    page.locator("#list-q").press_sequentially("<img")
    page.wait_for_url("**q=*")
    expect(page.locator("td.name").first).to_contain_text(IMAGE)
    page.locator("summary", has_text="列").click()
    expect(page.locator("#zk-columns")).to_contain_text(IMAGE)  # a custom field
    page.locator(".zk-views > summary").click()
    expect(page.locator("#zk-views")).to_contain_text(IMAGE)
    page.keyboard.press("Escape")
    page.locator("[data-zk-open=zk-filters]").click()
    expect(page.locator("#zk-filters")).to_be_visible()
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


@pytest.mark.parametrize(
    "hole",
    [
        pytest.param("<img src=x onerror=alert(1)>", id="a handler"),
        pytest.param("<script>alert(1)</script>", id="a script"),
        pytest.param('<a id="trap" href="javascript:alert(1)">x</a>', id="an address"),
    ],
)
def test_the_detector_sees_a_planted_hole(browser, site, hole):
    """Without the escape a name becomes an element; the policy stops its script, and both show."""
    windows = Windows(browser, site)
    page = windows()

    def plant(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", f"{hole}</body>"))

    page.route("**/sign-in/", plant)
    page.goto(reverse("login"))
    if page.locator("#trap").count():
        page.locator("#trap").click()
    until(page, lambda: any("CSP: script-src" in fault for fault in windows.faults))
    windows.close()


def test_the_detector_sees_a_script_that_runs(browser, site):
    """Were the policy gone as well, the dialog that a script opens is a fault."""
    windows = Windows(browser, site)
    page = windows()
    page.evaluate("setTimeout(() => alert(7))")
    until(page, lambda: any("alert says 7" in fault for fault in windows.faults))
    windows.close()
