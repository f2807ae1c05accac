"""Explaining access and handing over in a browser: sound for axe and on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import firm as decisions
from customers.models import Customer
from tests.browser.look import barriers, sideways
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture
def dora(firm, windows):
    """The administrator at her window; what she sees has no barrier and fits a phone."""
    page = windows(firm.dora)
    yield page
    assert [*barriers(page), *sideways(page)] == []


def test_a_record_page_leads_to_the_explanation(dora, firm):
    customer = make_customer(firm.ann, name="Alpha")
    dora.goto(customer.get_absolute_url())
    dora.locator(".zk-record-head summary").click()
    dora.locator(f"a[href*='{reverse('accounts:explain')}']").click()
    expect(dora.locator("[name=record_text]")).to_have_value("Alpha")
    dora.locator("[name=person_text]").fill(str(firm.ann))
    dora.locator("[role=option]", has_text=str(firm.ann)).first.click()
    dora.locator(".zk-ask .btn-primary").click()
    expect(dora.locator(".zk-explain section").first).to_be_visible()


def test_a_leaver_is_handed_over_and_the_handover_undone(dora, firm):
    customer = make_customer(firm.ann, name="Alpha")
    dora.goto(reverse("accounts:user_handover", args=[firm.ann.pk]))
    dora.locator("[name=receiver-1_text]").fill(str(firm.bob))
    dora.locator("[role=option]", has_text=str(firm.bob)).first.click()
    dora.locator("[name=note]").fill("Ann leaves")
    dora.locator(".zk-actions .btn-primary").click()
    expect(dora.locator("td", has_text="Alpha")).to_be_visible()
    assert [*barriers(dora), *sideways(dora)] == []
    dora.locator("[name=give]").click()
    undo = dora.locator(f"a[href^='{reverse('core:batch_list')}']").last
    expect(undo).to_be_visible()
    assert Customer.objects.get(pk=customer.pk).owner == firm.bob
    undo.click()
    dora.locator("form[action$='/undo/'] button").first.click()
    dora.locator("main .btn-primary").first.click()
    expect(dora.locator("main form[action$='/undo/']")).to_have_count(0)
    assert Customer.objects.get(pk=customer.pk).owner == firm.ann


def test_a_large_handover_is_done_by_the_worker(dora, firm, worker):
    """More rows than are given at once: the job gives them, and the page says when it is done."""
    decisions.change({"bulk_direct_rows": 10}, by=None)
    for _n in range(25):
        make_customer(firm.ann)
    dora.goto(reverse("accounts:user_handover", args=[firm.ann.pk]))
    dora.locator("[name=receiver-1_text]").fill(str(firm.bob))
    dora.locator("[role=option]", has_text=str(firm.bob)).first.click()
    dora.locator("[name=note]").fill("Ann leaves")
    dora.locator(".zk-actions .btn-primary").click()
    dora.locator("[name=give]").click()
    plan = dora.url
    dora.locator(f"main a[href^='{reverse('core:batch_list')}']").last.click()
    expect(dora.locator("main")).to_contain_text("0 / 25")
    assert Customer.objects.filter(owner=firm.ann).count() == 25, "the worker has not begun"
    worker.start()
    expect(dora.locator("main form[action$='/undo/']")).to_be_visible()
    assert Customer.objects.filter(owner=firm.bob).count() == 25
    dora.goto(plan)
    dora.locator(
        f"form[action='{reverse('accounts:user_leave', args=[firm.ann.pk])}'] button"
    ).click()
    firm.ann.refresh_from_db()
    assert not firm.ann.is_active
