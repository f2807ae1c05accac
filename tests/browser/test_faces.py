"""Pages in their other faces: open panels, faults, English, the dark, a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import search, send
from tests.browser.look import PHONE, WIDE, barriers, sideways
from tests.browser.world import furnish

pytestmark = pytest.mark.xdist_group("browser-1")

FORMS = (
    "customers:customer_add",
    "customers:contact_add",
    "customers:interaction_add",
    "sales:opportunity_add",
    "sales:order_add",
    "catalog:product_add",
    "customers:customer_import",
    "accounts:password",
)


@pytest.fixture
def world(site):
    return furnish()


def some_pages(world):
    """Return one page of every template."""
    return [
        reverse("reports:dashboard"),
        reverse("customers:customer_list"),
        reverse("customers:customer_detail", args=[world.customer.pk]),
        reverse("customers:customer_edit", args=[world.customer.pk]),
        reverse("customers:customer_release", args=[world.customer.pk]),
        reverse("sales:opportunity_detail", args=[world.opportunity.pk]),
        reverse("sales:order_edit", args=[world.order.pk]),
        reverse("core:batch_map", args=[world.batches["draft"].pk]),
        reverse("core:batch_detail", args=[world.batches["checked"].pk]),
        reverse("reports:contribution"),
        f"{reverse('core:search')}?q=云帆",
        reverse("accounts:profile"),
    ]


@pytest.mark.parametrize(
    "language,theme,size",
    [("en", "light", WIDE), ("en", "dark", PHONE), ("zh-hans", "dark", WIDE)],
    ids=["English", "English, dark, phone", "Chinese, dark"],
)
def test_pages_are_sound_in_both_languages_dark_and_on_a_phone(
    world, windows, language, theme, size
):
    world.boss.language, world.boss.theme = language, theme
    world.boss.save()
    page = windows(world.boss, viewport=size)
    faults = []
    for address in some_pages(world):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        expect(page.locator("html")).to_have_attribute("lang", language)
        found = barriers(page) if language == "en" else barriers(page, "color-contrast")
        faults += [f"{address}: {fault}" for fault in [*found, *sideways(page)]]
    assert not faults, "\n".join(faults)


def test_open_panels_have_no_barrier(world, windows):
    page = windows(world.boss)
    page.goto(reverse("customers:customer_list"))
    expect(search(page, "云帆")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#zk-palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#zk-keys")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-zk-open=zk-filters]").click()
    expect(page.locator("#zk-filters")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#zk-filters")).to_be_hidden()
    for menu in page.locator("details.zk-menu > summary").all():
        if menu.is_visible():
            menu.click()
            assert barriers(page) == []
            page.keyboard.press("Escape")
    page.goto(reverse("sales:order_add"))
    page.locator("[name=customer_text]").press_sequentially("云帆")
    expect(page.locator("[role=option]:visible").first).to_be_visible()
    assert barriers(page) == []


def test_forms_with_faults_have_no_barrier_and_the_summary_has_the_focus(world, windows):
    page = windows(world.boss)
    for name in FORMS:
        page.goto(reverse(name))
        send(page)
        expect(page.locator("#form-errors")).to_be_focused()
        assert [*barriers(page), *sideways(page)] == [], name


def test_doors_and_closed_doors_have_no_barrier(world, windows, firm):
    page = windows()
    page.goto(reverse("login"))
    assert [*barriers(page), *sideways(page)] == []
    page.locator("[name=username]").fill("ann")
    page.locator("[name=password]").fill("wrong")
    send(page)
    assert [*barriers(page), *sideways(page)] == []
    page = windows(firm.ann)
    for address, status in (
        (reverse("customers:customer_detail", args=[world.customer.pk]), 404),
        ("/no/such/page/", 404),
        (reverse("catalog:productcategory_add"), 403),
    ):
        assert page.goto(address).status == status
        assert [*barriers(page), *sideways(page)] == []


def test_on_a_phone_the_lines_of_a_card_stand_apart_and_the_open_tab_is_in_sight(world, windows):
    page = windows(world.boss, viewport=PHONE)
    page.goto(reverse("customers:customer_list"))
    row = page.locator("tbody tr", has_text="送样品").first
    note, region = (cell.bounding_box() for cell in row.locator("td.c-more").all()[:2])
    assert note["y"] + note["height"] <= region["y"] + 1
    page.goto(reverse("customers:customer_detail", args=[world.customer.pk]) + "?tab=history")
    expect(page.locator(".zk-tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_on_a_phone_a_card_tells_what_one_needs_on_the_way(world, windows):
    page = windows(world.boss, viewport=PHONE)
    page.goto(reverse("customers:contact_list"))
    expect(page.locator("tbody").get_by_role("link", name="138 0013 8012").first).to_be_visible()
    page.goto(reverse("customers:interaction_list"))
    expect(page.locator("tbody td.what").first).to_be_visible()
    page.goto(reverse("sales:order_list"))
    for words in ("2,176.00", "草稿"):
        expect(page.locator("tbody").get_by_text(words).first).to_be_visible()


def test_a_list_without_ticks_hides_no_cell_behind_its_first_column(world, windows):
    page = windows(world.boss, viewport=WIDE)
    page.goto(reverse("customers:creditassessment_list"))
    name, second = (cell.bounding_box() for cell in page.locator("tbody td").all()[:2])
    assert name["x"] + name["width"] <= second["x"] + 1
