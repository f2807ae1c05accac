"""The way of a custom field: from the settings to a form, a list and a record."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import CustomField
from tests.browser.hands import send
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


def test_a_field_goes_from_the_settings_to_the_list(firm, windows):
    make_customer(firm.ann, "云帆精密")
    admin = windows(firm.dora)
    admin.goto(reverse("core:settings_index"))
    admin.locator(f"main a[href='{reverse('core:customfield_list')}']").click()
    admin.select_option("main [name=kind]", "money")
    admin.locator("main form[method=get] button").click()
    admin.locator("[name=label_zh]").fill("年产值")
    admin.locator("[name=in_list]").check()
    send(admin)
    expect(admin.locator("td.name")).to_contain_text("年产值")
    assert CustomField.objects.get().name == "nianchanzhi"

    page = windows(firm.ann)
    page.goto(reverse("customers:customer_list"))
    expect(page.get_by_role("columnheader", name="年产值")).to_be_visible()
    page.locator("td.name a").click()
    page.locator("main a[href$='/edit/']").first.click()
    page.locator("[name=x_nianchanzhi]").fill("1.2345")
    send(page)
    expect(page.locator("#form-errors")).to_contain_text("年产值")
    expect(page.locator("[name=x_nianchanzhi]")).to_have_value("1.2345")
    page.locator("[name=x_nianchanzhi]").fill("120000.5")
    send(page)
    page.goto(reverse("customers:customer_list") + "?x_nianchanzhi_min=1000")
    expect(page.locator("td.num", has_text=re.compile("120,000.50"))).to_have_count(1)
