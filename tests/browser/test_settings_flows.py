"""The settings of the site in a browser: each flow once, sound for axe and on a phone."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from core import firm as decisions
from core import workdays
from core.models import DictionaryItem, DictionaryType, NumberRule
from crm_site import opening
from tests.browser.look import barriers, sideways
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture
def dora(firm, windows):
    """The administrator at her window; what she sees has no barrier and fits a phone."""
    page = windows(firm.dora)
    yield page
    assert [*barriers(page), *sideways(page)] == []


def test_a_setting_is_changed_and_put_back(dora):
    dora.goto(reverse("core:settings"))
    dora.locator("[name=bin_days]").fill("60")
    dora.locator(".zk-actions .btn-primary").click()
    put_back = dora.locator("[name=put_back][value=bin_days]")
    expect(put_back).to_be_visible()
    assert decisions.get("bin_days") == 60
    put_back.click()
    expect(dora.locator("[name=bin_days]")).to_have_value("30")


def test_a_day_is_made_a_working_day(dora):
    dora.goto(f"{reverse('core:workday_list')}?year=2026")
    dora.locator("#m11 a", has_text="22").click()
    dora.locator("[name=note]").fill("盘点")
    dora.locator("#day .btn-primary").click()
    expect(dora.locator("#m11 a.is-work")).to_have_count(1)
    assert workdays.is_workday(date(2026, 11, 22))


def test_entries_are_arranged_by_dragging_and_by_button(dora):
    kind = DictionaryType.objects.get(code="customer_level")
    dora.goto(reverse("core:dictionarytype_detail", args=[kind.pk]))
    rows = dora.locator(".zk-entries tbody tr")
    with dora.expect_response(lambda answer: answer.request.method == "POST"):
        rows.nth(3).locator(".zk-grip").drag_to(rows.nth(0), target_position={"x": 200, "y": 4})
    expect(rows.nth(0).locator(".name")).to_have_text("D")
    dora.reload()
    expect(rows.nth(0).locator(".name")).to_have_text("D")
    rows.nth(0).locator("[name=down]").click()
    expect(rows.nth(0).locator(".name")).to_have_text("A")


def test_an_entry_is_replaced_in_all_records(dora, firm):
    old = DictionaryItem.objects.get(type__code="industry", code="food")
    customer = make_customer(firm.ann, industry=old)
    dora.goto(reverse("core:dictionaryitem_replace", args=[old.pk]))
    dora.locator("[name=to]").select_option(label="批发零售")
    dora.locator(".zk-actions .btn-primary").click()
    dora.wait_for_url("**/batches/**")
    customer.refresh_from_db()
    assert customer.industry.code == "trade"


def test_the_next_number_follows_what_is_typed(dora):
    rule = NumberRule.objects.get(series="customer")
    dora.goto(reverse("core:numberrule_edit", args=[rule.pk]))
    dora.locator("[name=prefix]").fill("K")
    dora.locator("[name=reset]").select_option("")
    dora.locator("[name=date_part]").select_option("")
    expect(dora.locator("#next-number")).to_have_text("K0001")


def test_the_question_mark_opens_the_chapter(dora):
    dora.goto(reverse("customers:customer_list"))
    dora.locator(f"a.btn[href='{reverse('core:help', args=['customers'])}']").click()
    expect(dora.get_by_role("heading", level=1)).to_have_text("客户、联系人、跟进")


def test_an_empty_installation_is_set_up_by_hand(windows, site):
    page = windows()
    page.goto("/")
    assert [*barriers(page), *sideways(page)] == []
    for name, text in (
        ("code", opening.code()),
        ("firm_name", "远航仪表"),
        ("real_name", "杜若"),
        ("username", "duruo"),
        ("password", "green tea in 2026"),
        ("again", "green tea in 2026"),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator(".btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")
    assert User.objects.get().username == "duruo"
