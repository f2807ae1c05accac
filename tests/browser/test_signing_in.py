"""The door in a browser: picture code, second factor, the warning when nobody acts, sessions."""

import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts import one_time_codes
from accounts.models import SecondFactor, Session
from core import firm as settings_of_the_firm
from core.models import Draft
from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture(name="people")
def the_people_of(firm):
    """The firm of the tests, under a name that leaves `firm` to the settings."""
    return firm


def sign_in(page, name="ann"):
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def age(minutes):
    """Let every session have been left alone for so long."""
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_picture_or_a_question_is_answered(people, windows, javascript):
    settings_of_the_firm.change({"picture_code": "always"}, by=None)
    page = windows(java_script_enabled=javascript)
    page.goto(reverse("login"))
    expect(page.locator(".zk-code img")).to_be_visible()
    with patch("accounts.services.picture_codes.secrets.randbelow", return_value=3):
        page.locator("button[value=question]").click()
        expect(page.locator("#code-question")).to_have_text("四加四等于几？")
    page.locator("[name=username]").fill("ann")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill("8")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_be_visible()
    assert Session.objects.get().user == people.ann


def test_a_second_factor_is_set_up_and_a_recovery_code_opens(people, windows):
    page = windows(people.ann)
    page.goto(reverse("accounts:second_factor"))
    secret = page.locator(".zk-key").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(one_time_codes.code_at(secret, int(time.time()) // 30))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.btn-primary").click()
    code = page.locator(".zk-codes code").first.inner_text()
    assert SecondFactor.objects.get().user == people.ann
    page = windows()
    page.goto(reverse("login"))
    sign_in(page)
    page.locator("[name=code]").fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(reverse("accounts:security"))
    expect(page.locator("main .zk-list").first).to_contain_text("当前")


def test_the_warning_keeps_the_session_or_the_text(people, windows):
    page = windows(people.ann)
    page.clock.install()
    page.goto(reverse("customers:customer_add"))
    page.locator("[name=name]").fill("云帆精密")
    page.clock.run_for(5_000)
    expect(page.locator("main [data-zk-draft-state]")).not_to_be_empty()
    expect(page.locator(".htmx-request")).to_have_count(0)  # it would make the session young again
    age(29)
    page.clock.fast_forward(29 * 60_000)
    expect(page.locator("#zk-idle")).to_be_visible()
    page.locator("[data-zk-stay]").click()
    expect(page.locator("#zk-idle")).to_be_hidden()
    assert Session.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    expect(page.locator(".htmx-request")).to_have_count(0)
    age(31)
    page.clock.fast_forward(31 * 60_000)
    page.wait_for_url("**/sign-in/**")
    expect(page.locator(".zk-strip")).to_contain_text("自动退出")
    sign_in(page)
    expect(page.locator("[name=name]")).to_have_value("云帆精密")
    assert Draft.objects.count() == 1
    windows.forget_ended_session()


def test_another_window_is_signed_out_and_back_shows_the_door(people, windows):
    here, there = windows(people.ann), windows(people.ann)
    here.goto(reverse("accounts:security"))
    here.locator("button[name=others]").click()
    there.goto("/")
    expect(there.locator("[name=password]")).to_be_visible()
    here.goto(reverse("core:draft_list"))
    here.locator(".zk-top details.zk-menu summary").last.click()
    here.locator(f".zk-top form[action='{reverse('logout')}'] button").click()
    expect(here.locator("[name=password]")).to_be_visible()
    here.go_back()
    expect(here.locator("[name=password]")).to_be_visible()
    windows.faults.clear()  # the browser says which data it cleared
