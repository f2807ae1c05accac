"""Every page of the project is looked at: none can be forgotten, they come from the URLconf."""

import pytest
from playwright.sync_api import expect

from tests.browser.look import barriers, sideways
from tests.browser.walk import every_page
from tests.browser.world import HOSTILE, furnish

pytestmark = pytest.mark.xdist_group("browser-2")

PARTS = ("customers", "sales", "catalog", "core", "workplace", "accounts", "reports", "api")
MADE = "img[src=x], svg[onload], [onfocus], a[href^=javascript]"


@pytest.mark.parametrize("part", PARTS)
def test_pages_have_no_barrier_do_not_scroll_sideways_and_run_no_name(site, windows, part):
    """The names of all records are full of script; a dialog or a blocked script would show."""
    world = furnish(**HOSTILE)
    page = windows(world.boss)
    faults = []
    for name, address in every_page(world):
        if not name.startswith(f"{part}:"):
            continue
        assert page.goto(address).status == 200, name
        expect(page.locator(MADE)).to_have_count(0)
        faults += [f"{name}: {fault}" for fault in [*barriers(page), *sideways(page)]]
    assert not faults, "\n".join(faults)
