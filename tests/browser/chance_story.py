"""The second half of the main job: a chance becomes a customer, whom only the right people meet."""

import re
from datetime import date, timedelta

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import office
from tests.browser.hands import pick, search, send

BUYER = "云帆精密机械有限公司"
STEPS = ("电话约时间", "上门看现场", "送报价单")
RESULTS = ("周三上午见", "三条线要换", "报价已收下")


def assign_a_chance(page, to):
    """The supervisor writes a chance down and gives it to an account manager."""
    page.goto(reverse("sales:opportunity_list"))
    page.locator("[data-zk-primary]:visible").click()
    for name, value in (
        ("title", "三条产线换表"),
        ("customer_name", BUYER),
        ("contact_name", "王工"),
        ("contact_phone", "138 0013 8012"),
        ("expected_amount", "286400"),
    ):
        page.locator(f"[name={name}]").fill(value)
    send(page)
    page.locator("main a[href$='/assign/']").click()
    pick(page, "to", to)
    send(page)
    expect(page.locator("main")).to_contain_text(to)


def win_it(page):
    """The account manager plans three steps, executes them, and marks the chance developed."""
    page.goto(reverse("sales:opportunity_list"))
    page.locator("td.name a").first.click()
    page.locator("main a[href$='/plan/']").click()
    for place, what in enumerate(STEPS, 1):
        page.locator(f"[name=day{place}]").fill(str(date.today() + timedelta(days=place)))
        page.locator(f"[name=what{place}]").fill(what)
    send(page)
    for what, result in zip(STEPS, RESULTS, strict=True):
        expect(page.locator(".zk-next")).to_contain_text(what)
        page.locator(".zk-next a").click()
        page.locator("[name=result]").fill(result)
        send(page)
    page.locator("main a[href$='/develop/']").click()
    page.locator("[name=phone]").fill("0512-6688 4471")
    page.locator("[name=contact_position]").fill("设备科长")
    send(page)


def read_history(page, *people):
    """The history names every step, its result, and who did what."""
    chance = page.url
    page.locator("#tab-history").click()
    changes = page.locator(".zk-changes")
    for words in (*STEPS, *RESULTS, *people):
        expect(changes).to_contain_text(words)
    page.goto(f"{chance}?tab=facts")


def open_customer(page):
    """The customer and the contact are on file; return the address of the customer."""
    page.locator("dd a", has_text=BUYER).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BUYER)
    expect(page.locator("aside", has_text="王工")).to_contain_text("138 0013 8012")
    return page.url


def find_by_keyboard(page, text, customer):
    """The search panel leads to the customer without a mouse."""
    page.goto("/")
    hit = search(page, text)
    expect(hit).to_contain_text(BUYER)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(customer)


def never_meets(page, customer, own, folder):
    """A colleague of another department comes across the customer nowhere; his own one he sees."""
    for address in (customer, f"{customer}edit/", f"{customer}release/"):
        assert page.goto(address).status == 404
    for name in ("customers:customer", "customers:contact", "sales:opportunity"):
        page.goto(reverse(f"{name}_list"))
        expect(page.locator("main")).not_to_contain_text(re.compile("云帆|王工|三条产线"))
    page.goto(reverse("customers:customer_list"))
    expect(page.locator("td.name")).to_have_text([own])
    with page.expect_download() as started:
        page.locator("a[href*='format=xlsx']").first.evaluate("link => link.click()")
    started.value.save_as(folder / "customers.xlsx")
    assert [row[0] for row in office.rows(folder / "customers.xlsx")[1:]] == [own]
    finds_nothing(page, own)
    page.goto(f"{reverse('reports:contribution')}?period=ever")
    expect(page.locator("main")).not_to_contain_text(re.compile("云帆|Ernst Handel"))


def finds_nothing(page, own):
    """Neither the search panel nor a search field offers a record beyond reach."""
    for text in ("云帆", "yfjm", "4471", "8012"):
        page.goto("/")
        expect(search(page, text)).not_to_contain_text(re.compile("精密|王工"))
        page.goto(f"{reverse('core:search')}?q={text}")
        expect(page.locator("main section")).not_to_contain_text("精密")
    page.goto(reverse("sales:order_add"))
    box = page.locator("[name=customer_text]")
    box.press_sequentially("云帆")
    expect(page.locator("[data-zk-none]").first).to_be_visible()
    box.fill("")
    box.press_sequentially(own[:2])
    expect(page.locator("[role=option]:visible")).to_have_count(1)
