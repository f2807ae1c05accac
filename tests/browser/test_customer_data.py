"""The data of customers in the browser: the search field of a region."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Customer
from tests.browser.hands import pick, send
from tests.browser.look import barriers

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
