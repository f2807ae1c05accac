"""Two people at once, each at a window: one wins, and the other one is told."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import send
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


def test_two_claim_the_same_customer_and_the_second_reads_who_has_it(firm, windows):
    customer = make_customer(None, "云帆精密")
    ann, eve = windows(firm.ann), windows(firm.eve)
    for page in (ann, eve):
        page.goto(reverse("customers:customer_detail", args=[customer.pk]))
        expect(page.locator("form[action$='/claim/'] button")).to_be_visible()
    for page in (ann, eve):
        with page.expect_navigation():
            page.locator("form[action$='/claim/'] button").click()
    expect(ann.locator("main")).to_contain_text("云帆精密")
    expect(eve.get_by_role("alert")).to_contain_text("安然")
    customer.refresh_from_db()
    assert customer.owner == firm.ann
    assert eve.goto(reverse("customers:customer_detail", args=[customer.pk])).status == 404


def test_who_saves_second_keeps_the_text_and_reads_what_changed(firm, windows):
    customer = make_customer(firm.ann, "云帆精密", phone="021-5588 1702")
    address = reverse("customers:customer_edit", args=[customer.pk])
    ann, bob = windows(firm.ann), windows(firm.bob)
    for page in (ann, bob):
        page.goto(address)
    ann.locator("[name=phone]").fill("021-6666 0000")
    send(ann)
    bob.locator("[name=address]").fill("青山路 1 号")
    send(bob)
    expect(bob.locator("#form-errors")).to_be_focused()
    expect(bob.locator("#form-errors")).to_contain_text("安然")
    expect(bob.locator("[name=address]")).to_have_value("青山路 1 号")
    changes = bob.locator(".zk-changes")
    for words in ("安然", "021-5588 1702", "021-6666 0000"):
        expect(changes).to_contain_text(words)
    expect(bob.locator("[name=phone]")).to_have_value("021-6666 0000")
    send(bob)
    customer.refresh_from_db()
    assert (customer.phone, customer.address) == ("021-6666 0000", "青山路 1 号")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_change_the_same_field_and_the_second_chooses(firm, windows, javascript):
    customer = make_customer(firm.ann, "云帆精密", phone="021-5588 1702")
    address = reverse("customers:customer_edit", args=[customer.pk])
    ann, bob = windows(firm.ann), windows(firm.bob, java_script_enabled=javascript)
    for page in (ann, bob):
        page.goto(address)
    ann.locator("[name=phone]").fill("021-6666 0000")
    send(ann)
    bob.locator("[name=phone]").fill("021-7777 0000")
    send(bob)
    question = bob.locator("fieldset.zk-merge")
    for words in ("安然", "保留谁的", "021-6666 0000", "021-7777 0000"):
        expect(question).to_contain_text(words)
    question.locator("input[value=theirs]").check()
    send(bob)
    customer.refresh_from_db()
    assert customer.phone == "021-6666 0000"
