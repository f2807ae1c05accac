"""The audit search and the page of usage, as a person uses them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.look import PHONE, barriers, sideways
from tests.support.records import make_customer, make_opportunity
from workplace.models import Message

pytestmark = pytest.mark.xdist_group("browser-2")


def test_a_change_is_searched_and_leads_to_its_record(firm, windows):
    customer = make_customer(firm.ann, "华宁精密")
    type(customer).objects.filter(pk=customer.pk).update(city="苏州")
    page = windows(firm.dora)
    page.goto(f"{reverse('core:change_list')}?model=customers.customer&record=华宁")
    row = page.locator("tbody tr", has_text="苏州")
    expect(row).to_contain_text("华宁精密")
    assert not barriers(page)
    assert not sideways(page)
    row.locator("td.name a").click()
    expect(page.locator("ins", has_text="苏州")).to_be_visible()
    assert not barriers(page)
    page.get_by_role("link", name="打开记录").click()
    expect(page.locator("h1")).to_contain_text("华宁精密")


def test_a_supervisor_sends_a_notice_from_a_phone(firm, windows):
    make_opportunity(firm.ann)
    User.objects.filter(pk=firm.ann.pk).update(last_login=timezone.now() - timedelta(days=40))
    page = windows(firm.bob, viewport=PHONE)
    page.goto(reverse("reports:usage"))
    assert not barriers(page)
    assert not sideways(page)
    page.locator("tbody tr", has_text="安然").get_by_role("checkbox").check()
    page.get_by_role("button", name="发提醒").click()
    assert not barriers(page)
    page.get_by_label("想补充的话").fill("请登录")
    page.get_by_role("button", name="发送提醒").click()
    expect(page.locator("body")).to_contain_text("已提醒 1 人")
    assert Message.objects.get().person == firm.ann
