"""Every page of the project is looked at: no page can be forgotten, they come from the URLconf."""

import pytest

from tests.browser.look import barriers, in_the_dark, sideways
from tests.browser.world import every_page, furnish

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.mark.parametrize("part", ["customers", "sales", "catalog", "core", "accounts", "reports"])
def test_no_page_has_a_barrier_or_scrolls_sideways(site, windows, part):
    world = furnish()
    page = windows(world.boss)
    faults = []
    for name, address in every_page(world):
        if not name.startswith(f"{part}:"):
            continue
        assert page.goto(address).status == 200, name
        found = [*barriers(page), *in_the_dark(page), *sideways(page)]
        faults += [f"{name}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)
