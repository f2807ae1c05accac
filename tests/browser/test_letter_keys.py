"""Keys that are single letters: they act on the page, never on what somebody types."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-1")

COMPOSING = """([key, ctrlKey]) => document.activeElement.dispatchEvent(new KeyboardEvent(
  "keydown", { key, ctrlKey, isComposing: true, bubbles: true, cancelable: true }))"""


AT_ONCE = """key => {
  const panel = document.getElementById("zk-palette"), field = document.activeElement;
  panel.close();  // as Escape does; then a key before the browser has drawn the page again
  document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return panel.contains(field);
}"""


@pytest.fixture
def page(firm, windows):
    for name in ("云帆精密", "远山食品", "镇江泓拓"):
        make_customer(firm.bob, name)
    page = windows(firm.bob)
    page.goto(reverse("customers:customer_list"))
    return page


def test_the_list_names_every_key(page):
    page.keyboard.press("?")
    shown = set(page.locator("#zk-keys kbd").all_inner_texts())
    letters = {"/", "N", "E", "J", "K", "X", "?"}
    assert shown == letters | {"Ctrl K", "Ctrl S", "Ctrl Enter", "Alt ↓", "F2", "Enter", "Esc"}


def test_slash_leads_to_the_search_box_and_shift_click_ticks_a_range(page):
    page.keyboard.press("/")
    expect(page.locator("#list-q")).to_be_focused()
    page.keyboard.press("Tab")
    boxes = page.locator("tbody input[name=pk]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-zk-picked]")).to_have_text("3")


def test_j_and_k_step_from_record_to_record_of_the_list(page):
    names = page.locator("td.name a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=1)
    for key, name in (("", names[0]), ("j", names[1]), ("j", names[2]), ("k", names[1])):
        if key:
            page.keyboard.press(key)
        expect(title).to_have_text(name)
        page.wait_for_load_state()  # the scripts of the next page hear the next key


def test_n_offers_what_can_be_made_where_a_page_makes_nothing(page):
    page.goto(reverse("core:batch_list"))
    page.keyboard.press("n")
    expect(page.locator("[data-zk-create] a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-zk-create] summary")).to_be_focused()


def test_no_letter_acts_in_a_dialog_or_while_a_word_is_composed(page):
    page.keyboard.press("?")
    expect(page.locator("#zk-keys")).to_be_visible()
    for key in "nexj/":
        page.keyboard.press(key)
    page.keyboard.press("Control+k")
    expect(page.locator("#zk-keys")).to_be_visible()
    expect(page.locator("#zk-palette")).to_be_hidden()
    page.keyboard.press("Escape")
    for key, ctrl in (("n", False), ("?", False), ("k", True)):
        page.evaluate(COMPOSING, [key, ctrl])
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(reverse("customers:customer_list"))))


def test_a_letter_right_after_a_dialog_was_closed_acts_on_the_page(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("云帆")
    assert page.evaluate(AT_ONCE, "?"), "the field of the panel had the focus"
    expect(page.locator("#zk-keys")).to_be_visible()


def test_a_person_switches_single_letters_off_for_good(page, windows, firm):
    page.keyboard.press("?")
    page.locator("#zk-keys footer a").press("Enter")
    expect(page).to_have_url(re.compile(re.escape(reverse("accounts:profile"))))
    page.wait_for_load_state()  # its scripts hear Ctrl+Enter
    page.locator("[name=letter_keys]").uncheck()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    other = windows(firm.bob)  # at another computer
    for each in (page, other):
        each.goto(reverse("customers:customer_list"))
        for key in "n?x/j":
            each.keyboard.press(key)
        expect(each.locator("dialog[open]")).to_have_count(0)
        expect(each.locator("body")).to_be_focused()
        each.keyboard.press("Control+k")
        expect(each.locator("#zk-palette")).to_be_visible()
