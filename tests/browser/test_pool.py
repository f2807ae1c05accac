"""Whose a customer is, by hand: a rule is rehearsed, a customer handed over, a value shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.privacy import revealing
from customers.models import Customer, PoolRule
from tests.browser.hands import pick, send
from tests.browser.look import barriers, sideways
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


def test_a_rule_is_rehearsed_and_then_saved(firm, windows):
    customer = make_customer(firm.ann, "云帆精密")
    then = timezone.now() - timedelta(days=100)
    Customer.objects.update(last_contact_at=then, claimed_at=then, created_at=then)
    page = windows(firm.bob)
    page.goto(reverse("customers:poolrule_add"))
    page.locator("[name=name]").fill("久未跟进")
    page.locator("[name=contact_days]").fill("90")
    with page.expect_navigation():
        page.locator("[name=rehearse]").click()
    expect(page.locator("#rehearsal")).to_contain_text(customer.name)
    expect(page.locator("#rehearsal")).to_contain_text("100 天没有联系")
    assert barriers(page) + sideways(page) == []
    assert not PoolRule.objects.exists()
    send(page)
    assert PoolRule.objects.get().name == "久未跟进"
    assert barriers(page) + sideways(page) == []


def test_a_customer_is_handed_over_with_a_note(firm, windows):
    customer = make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_hand_over", args=[customer.pk]))
    pick(page, "to", "夏依")
    page.locator("[name=note]").fill("月底付款")
    assert barriers(page) + sideways(page) == []
    send(page)
    customer.refresh_from_db()
    assert customer.owner == firm.eve


def test_a_masked_phone_is_shown_by_a_click(firm, windows):
    customer = make_customer(firm.ann, "云帆精密", phone="13800995678")
    revealing.decide({"sales_supervisor": ["customers.customer.phone"]}, by=None)
    page = windows(firm.bob)
    page.goto(f"{reverse('customers:customer_detail', args=[customer.pk])}?tab=facts")
    masked = page.locator("main .zk-masked").first
    expect(masked).to_contain_text("138****5678")
    assert "13800995678" not in page.content()
    masked.locator("a").click()
    expect(page.locator("main a[href='tel:13800995678']")).to_be_visible()
