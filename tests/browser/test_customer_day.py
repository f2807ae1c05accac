"""A day with customers: find, call, note, next step; a comment; a measure on the board; care."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import CareMark, ChurnMeasure, Comment, Customer
from tests.browser.look import barriers, sideways
from tests.support.records import (
    entry,
    make_churn_case,
    make_contact,
    make_customer,
    make_followup,
)

pytestmark = pytest.mark.xdist_group("browser-1")
MOST = 12  # clicks and keys of the walk


class Hand:
    """A page whose clicks, keys and typed texts are counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def key(self, name):
        self.count += 1
        self.page.keyboard.press(name)

    def type(self, text):
        self.count += 1
        self.page.keyboard.type(text)

    def click(self, place):
        self.count += 1
        place.click()


@pytest.fixture
def customer(firm):
    found = make_customer(firm.ann, "云帆精密机械", phone="021-5588 1702")
    make_contact(found, "王工", mobile="13800138012", is_main=True)
    return found


def test_find_call_note_next_step_takes_a_dozen_clicks_and_keys(firm, windows, customer):
    page = windows(firm.ann)
    page.goto("/")
    hand = Hand(page)
    hand.key("Control+k")
    hand.type("云帆")
    expect(page.locator("#zk-hits [role=option]").first).to_contain_text("云帆精密机械")
    hand.key("Enter")
    page.wait_for_url(f"**{customer.get_absolute_url()}")
    call = page.locator("aside a[href^='tel:']").first
    assert call.get_attribute("href") == "tel:13800138012"
    hand.count += 1  # the call itself leaves the browser
    hand.click(page.locator("textarea[name=summary]"))
    hand.type("确认样品规格")
    hand.click(page.locator("[data-zk-day]"))
    hand.click(page.locator(".zk-composer [name=next_contact_note]"))
    hand.type("送样品")
    hand.click(page.locator(".zk-composer button[type=submit]"))
    expect(page.locator(".zk-timeline")).to_contain_text("确认样品规格")
    expect(page.locator(".zk-next")).to_contain_text("送样品")
    assert hand.count <= MOST
    customer.refresh_from_db()
    assert customer.next_contact_note == "送样品" and customer.next_contact_at > timezone.now()


def test_a_colleague_is_named_in_a_comment_by_keyboard(firm, windows, customer):
    followup = make_followup(customer, "要降价三个点")
    page = windows(firm.ann)
    page.goto(followup.get_absolute_url())
    box = page.locator("#comment-text")
    box.press_sequentially("请看一下 @鲍")
    expect(page.locator("#comment-people [role=option]").first).to_contain_text("鲍勃")
    box.press("Enter")
    expect(box).to_have_value("请看一下 @鲍勃 ")
    assert barriers(page) == []
    page.get_by_role("button", name="保存评论").click()
    expect(page.locator("#comments")).to_contain_text("请看一下 @鲍勃")
    assert Comment.objects.get().by == firm.ann


def test_a_measure_moves_a_case_on_the_board(firm, windows, customer):
    case = make_churn_case(customer)
    page = windows(firm.ann)
    page.goto(reverse("customers:churncase_board"))
    assert [*barriers(page), *sideways(page)] == []
    page.locator(".zk-deal summary").click()
    page.locator(f".zk-deal a[href*='/{case.pk}/delay/']").click()
    page.locator("[name=measure]").select_option(label="上门拜访")
    page.locator("[name=note]").fill("带样品")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/board/")
    lane = page.locator("[aria-labelledby=lane-delayed]")
    expect(lane.locator(".zk-deal")).to_contain_text("云帆精密机械")
    assert ChurnMeasure.objects.get().note == "带样品"
    page.get_by_role("link", name="该再看了").click()
    expect(page.locator(".zk-deal")).to_have_count(0)


def test_a_card_is_dragged_where_it_may_go_and_the_form_of_the_move_opens(firm, windows, customer):
    case = make_churn_case(customer)
    ended = make_churn_case(
        make_customer(firm.ann), state="won_back", ended_on=timezone.localdate()
    )
    page = windows(firm.ann)
    page.goto(reverse("customers:churncase_board"))
    card, lost = (
        page.locator(".zk-deal", has_text="云帆精密"),
        page.locator("[data-zk-lane=confirmed]"),
    )
    page.locator(".zk-deal", has_text=str(ended.customer)).drag_to(lost)
    assert page.url.endswith("/board/")  # what has ended stays where it is
    card.drag_to(lost)
    page.wait_for_url(f"**/{case.pk}/confirm/?board=1")
    page.locator("[name=reason]").fill("换了供应商")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/board/")
    expect(page.locator("[data-zk-lane=confirmed] .zk-deal")).to_contain_text("云帆精密机械")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("confirmed", "换了供应商")


def test_a_follow_up_with_two_people_is_written_on_the_customers_page(firm, windows, customer):
    make_contact(customer, "李经理")
    make_contact(customer, "赵总")
    page = windows(firm.ann)
    page.goto(customer.get_absolute_url())
    composer = page.locator(".zk-composer")
    composer.get_by_label("王工").check()
    composer.locator("[name=contact_text]").fill("赵总")
    composer.locator("textarea[name=summary]").fill("三方看现场")
    page.locator("[data-zk-day]").click()
    composer.locator("button[type=submit]").click()
    expect(page.locator(".zk-timeline")).to_contain_text("王工、赵总")
    page.goto(reverse("customers:interaction_add"))
    page.locator("[name=customer_text]").fill("云帆")
    page.locator("[role=option]").first.click()
    expect(page.locator(".zk-picks")).to_contain_text("李经理")
    assert [*barriers(page), *sideways(page)] == []


def test_care_stands_on_the_start_page_with_its_follow_up(firm, windows, customer):
    day = timezone.localdate().replace(year=1992)
    contact = make_contact(customer, "李工", birthday=day)
    page = windows(firm.ann)
    page.goto("/")
    card = page.locator("aside .zk-card", has_text="今日关怀")
    expect(card).to_contain_text("李工")
    assert [*barriers(page), *sideways(page)] == []
    card.get_by_role("link", name="写跟进：云帆精密机械").first.click()
    expect(page.locator(f".zk-picks input[value='{contact.pk}']")).to_be_checked()


def test_care_is_seen_to_at_one_tap(firm, windows, customer):
    day = timezone.localdate().replace(year=1992)
    make_contact(customer, "李工", birthday=day)
    Customer.objects.update(level=entry("customer_level", "c"))
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_care"))
    expect(page.locator(".zk-today")).to_contain_text("李工")
    assert [*barriers(page), *sideways(page)] == []
    page.get_by_role("button", name="已关怀").click()
    expect(page.locator(".zk-today")).to_have_count(0)
    assert CareMark.objects.get().by == firm.ann
