"""Paper: what was asked for and its figures, without menus and buttons."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.world import furnish

pytestmark = pytest.mark.xdist_group("browser-1")

FRAME = (".zk-side", ".zk-top", ".zk-tabbar", ".zk-head .btn")


def test_a_report_prints_its_figures_alone(site, windows):
    world = furnish()
    page = windows(world.boss)
    page.goto(reverse("reports:contribution"))
    expect(page.locator(".zk-side")).to_be_visible()
    page.emulate_media(media="print")
    for part in FRAME:
        assert not any(each.is_visible() for each in page.locator(part).all()), part
    expect(page.locator("#report-table")).to_be_visible()
    expect(page.locator("#report-table")).to_contain_text(world.customer.name)
    head = page.locator("#report-table thead")
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_an_order_and_a_list_print_without_the_frame(site, windows):
    world = furnish()
    page = windows(world.boss)
    page.emulate_media(media="print")
    for address, words in (
        (reverse("sales:order_detail", args=[world.order.pk]), world.product.name),
        (f"{reverse('customers:customer_list')}?state=deal", world.customer.name),
    ):
        page.goto(address)
        for part in FRAME:
            assert not any(each.is_visible() for each in page.locator(part).all()), part
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator(".zk-chip.is-filter")).to_be_visible()  # paper says what was filtered
