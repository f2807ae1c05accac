"""Nothing that somebody typed is lost: not by waiting, by signing out, by a server that is away."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Session
from core.models import Draft
from customers.models import Customer, Interaction
from tests.browser.conftest import PASSWORD
from tests.browser.hands import SUBMIT, send, until
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")


def sign_in_again(page):
    page.locator("[name=username]").fill("ann")
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_what_stands_in_a_form_is_kept_while_one_rests(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    expect(page.locator("main [data-zk-draft-state]")).not_to_be_empty()
    page.goto(reverse("customers:customer_add"))
    page.locator("main a[href$='draft=1']").click()
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert Draft.objects.count() == 0


def test_leaving_in_haste_keeps_the_draft(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    page.goto(reverse("core:draft_list"))
    until(page, Draft.objects.exists)  # the old page sends it on its way out
    page.reload()
    expect(page.locator("main .zk-list")).to_contain_text("云帆精密")


def test_ctrl_s_keeps_a_draft_at_once(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    page.keyboard.press("Control+s")
    expect(page.locator(".zk-toast")).to_contain_text("草稿已存")
    assert Draft.objects.get().data["name"] == ["云帆精密"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_session_that_ended_keeps_the_text(firm, windows, javascript):
    page = windows(firm.ann, java_script_enabled=javascript)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    page.locator("[name=remark]").fill("先送样品，再谈价格")
    Session.objects.all().delete()
    send(page)
    sign_in_again(page)
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    expect(page.locator("[name=remark]")).to_have_value("先送样品，再谈价格")
    expect(page.locator("main .zk-strip")).to_contain_text("还没有保存")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert (Customer.objects.count(), Draft.objects.count()) == (1, 0)
    windows.forget_ended_session()


def test_a_follow_up_on_the_customers_page_survives_the_sign_out(firm, windows):
    customer = make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_detail", args=[customer.pk]))
    page.locator("label[for=composer-kind-1]").click()
    page.locator("[name=summary]").fill("周三上午上门")
    page.locator("[name=next_contact_at]").fill("2099-01-05T09:00")
    Session.objects.all().delete()
    with page.expect_navigation():
        page.locator(".zk-composer .btn-primary").click()
    sign_in_again(page)
    expect(page.locator("[name=summary]")).to_have_value("周三上午上门")
    send(page)
    assert Interaction.objects.get().customer == customer
    windows.forget_ended_session()


def test_a_tab_does_not_take_the_place_of_a_text_unasked(firm, windows):
    customer = make_customer(firm.ann, "云帆精密")
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_detail", args=[customer.pk]))
    page.locator("[name=summary]").fill("周三上午上门")
    page.once("dialog", lambda dialog: None)
    page.locator("#tab-facts").click()
    assert windows.dialogs == ["confirm"]
    expect(page.locator("[name=summary]")).to_have_count(0)
    page.goto("/")
    assert windows.dialogs == ["confirm"]


def test_a_search_field_says_that_the_session_ended_and_keeps_the_form(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:contact_add"))
    page.locator("[name=name]").fill("王工")
    Session.objects.all().delete()
    page.locator("[name=customer_text]").press_sequentially("云帆")
    expect(page.locator("#zk-out")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("王工")
    windows.forget_ended_session()


def test_a_server_that_is_away_leaves_the_form_as_it_is(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    page.context.set_offline(True)
    page.locator(SUBMIT).last.click()
    expect(page.locator(".zk-toast")).to_contain_text("连不上服务器")
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    page.context.set_offline(False)
    windows.faults.clear()  # the browser mentions the failed call in the console
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("云帆精密")
    assert Customer.objects.count() == 1
