"""How somebody comes in: request, approval, first sign-in; messages; a forgotten password."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from accounts.models import User
from accounts.services import picture_codes
from accounts.services.forgotten import mail_reset
from core.telling import tell
from tests.browser.hands import send, sign_in
from tests.browser.look import barriers, sideways
from tests.support.jobs import run_job
from tests.support.mailbox import mail_server
from tests.support.records import make_opportunity

pytestmark = pytest.mark.xdist_group("browser-2")
OWN = "green-tea-and-rain-2026"


def sound(window):
    """Say that nothing on the page blocks anybody or leaves a phone."""
    assert [*barriers(window), *sideways(window)] == []


def read_code(window):
    """Take the question instead of the picture, and answer it."""
    window.locator("[name=another][value=question]").click()
    question = window.locator("#code-question").inner_text()
    with override("zh-hans"):
        words = [str(word) for word in picture_codes.NUMBERS]
    found = [words.index(each) + 1 for each in re.findall("|".join(words), question)]
    window.locator("[name=code]").fill(str(sum(found)))


def ask(nora):
    """Fill in the form that the sign-in page leads to."""
    nora.goto(reverse("login"))
    nora.locator(f"a[href='{reverse('account_request')}']").click()
    sound(nora)
    for name, text in {
        "real_name": "许诺",
        "username": "xunuo",
        "department_name": "华东区",
        "phone": "138 0571 2203",
        "reason": "下周一入职",
    }.items():
        nora.locator(f"[name={name}]").fill(text)
    read_code(nora)
    nora.locator("main form button.btn-primary").click()
    nora.wait_for_url("**" + reverse("account_request_sent"))
    sound(nora)


def test_from_request_to_first_sign_in(firm, windows):
    nora, dora = windows(), windows(firm.dora)
    ask(nora)
    dora.goto("/")
    expect(dora.locator("#zk-bell .zk-count")).to_have_text("1")
    dora.locator("#zk-bell").click()
    sound(dora)
    dora.locator("button.zk-message", has_text="许诺").click()
    expect(dora.locator("h1")).to_contain_text("许诺")
    expect(dora.locator("#zk-bell .zk-count")).to_have_count(0)
    sound(dora)
    dora.locator("a.btn-primary").click()
    expect(dora.locator("[name=department_text]")).to_have_value("华东区")
    sound(dora)
    dora.get_by_label("客户经理").check()
    send(dora)
    password = dora.locator(".zk-slip code").inner_text()
    sound(dora)
    nora.locator("main a.btn-primary").click()
    nora.locator("[name=username]").fill("xunuo")
    nora.locator("[name=password]").fill(password)
    nora.keyboard.press("Enter")
    nora.wait_for_url("**" + reverse("accounts:password"))
    nora.goto(reverse("customers:customer_list"))  # nothing opens before the password is changed
    nora.wait_for_url("**" + reverse("accounts:password"))
    nora.locator("[name=old_password]").fill(password)
    nora.locator("[name=new_password1]").fill(OWN)
    nora.locator("[name=new_password2]").fill(OWN)
    nora.locator("main form button.btn-primary").click()
    nora.wait_for_url(re.compile(r"://[^/]+/$"))
    assert not User.objects.get(username="xunuo").must_change_password


def test_a_message_is_read_and_kinds_are_chosen(firm, windows):
    chance = make_opportunity(firm.ann, "三条产线换表")
    tell([firm.ann], "opportunity.assigned", record=chance, by=firm.bob)
    ann = windows(firm.ann)
    ann.goto(reverse("workplace:message_list"))
    sound(ann)
    ann.locator("button.zk-message").click()
    expect(ann.locator("h1")).to_contain_text("三条产线换表")
    ann.goto(reverse("workplace:message_list"))
    expect(ann.locator("a.zk-message")).to_be_visible()
    sound(ann)
    ann.goto(reverse("workplace:message_settings"))
    sound(ann)
    box = ann.locator("[name='opportunity.assigned-page']")
    box.uncheck()
    send(ann)
    expect(box).not_to_be_checked()


def test_the_bell_counts_by_itself(firm, windows):
    ann = windows(firm.ann)
    ann.clock.install()
    ann.goto("/")
    expect(ann.locator("[data-hx-get='?part=care']")).to_have_count(0)  # else it runs out of time
    tell([firm.ann], "opportunity.assigned", record=make_opportunity(firm.ann), by=firm.bob)
    ann.clock.run_for(61_000)
    expect(ann.locator("#zk-bell .zk-count")).to_have_text("1")


def test_a_forgotten_password(firm, windows):
    firm.ann.email = "ann@example.com"
    firm.ann.save()
    with mail_server() as box:
        ann = windows()
        ann.goto(reverse("login"))
        ann.locator(f"a[href='{reverse('password_forgotten')}']").click()
        sound(ann)
        ann.locator("[name=username]").fill("ann")
        ann.locator("main form button.btn-primary").click()
        ann.wait_for_url("**" + reverse("password_forgotten_sent"))
        run_job(mail_reset, name="ann")
        ann.goto(re.search(r"https://crm\.example\.com(/\S+)", box.texts[0])[1])
        sound(ann)
        ann.locator("[name=new_password1]").fill(OWN)
        ann.locator("[name=new_password2]").fill(OWN)
        ann.locator("main form button.btn-primary").click()
        ann.wait_for_url("**" + reverse("login"))
    sign_in(ann, "ann", OWN)
