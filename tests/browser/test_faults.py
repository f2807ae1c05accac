"""The database is away for a moment: the person is told, and what was typed stays."""

from unittest import mock

import pytest
from django.db import OperationalError
from django.urls import reverse
from playwright.sync_api import expect

from core import saving
from core.views.lists import ListPage
from customers.models import Customer
from tests.browser.hands import send, until
from tests.browser.look import barriers, sideways
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")

AWAY = OperationalError("away")
KEEP_TOASTS = """window.toasts = [];
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  window.toasts.push(...added.filter((each) => each.matches?.(".zk-toast")));
}).observe(document, { childList: true, subtree: true });"""  # a toast goes away after a while


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_typed_is_still_there_after_a_fault(firm, windows, width):
    page = windows(firm.ann, viewport={"width": width, "height": 800})
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    with mock.patch.object(saving, "stay_in_reach", side_effect=AWAY):
        send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("马上回来")
    expect(page.locator("main")).to_contain_text("刚才提交的内容没有保存")
    assert barriers(page) == [] and sideways(page) == []
    page.get_by_role("link", name="返回").click()
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert Customer.objects.count() == 1
    windows.faults.clear()  # the one that was meant


def test_a_list_that_cannot_be_filtered_now_says_so_and_stays(firm, windows):
    make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    page.wait_for_load_state("networkidle")  # counts and sums come after the page
    head = page.locator("th a").first
    with mock.patch.object(ListPage, "get", side_effect=AWAY):
        head.click()
        expect(page.locator(".zk-toast")).to_contain_text("马上回来。没有丢失任何内容。")
    expect(page.locator("td.name")).to_have_text(["云帆精密"])
    windows.faults.clear()


def test_a_page_whose_parts_all_fail_says_so_once(firm, windows):
    """Counts of tabs and sums are asked for after the page: each of them meets the fault."""
    make_customer(firm.ann, "云帆精密")
    page, whole, asked = windows(firm.ann), ListPage.get, []
    page.add_init_script(KEEP_TOASTS)

    def parts_fail(view, request, *args, **kwargs):
        if request.htmx:
            asked.append(request.get_full_path())
            raise AWAY
        return whole(view, request, *args, **kwargs)

    with mock.patch.object(ListPage, "get", parts_fail):
        page.goto(reverse("customers:customer_list"))
        until(page, lambda: len(asked) > 1)
        page.wait_for_load_state("networkidle")
        until(page, lambda: page.evaluate("window.toasts.length"))
    assert page.evaluate("window.toasts.length") == 1
    windows.faults.clear()
