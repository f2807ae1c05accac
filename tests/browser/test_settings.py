"""The settings (Django admin in our colours): nothing blocked, nothing beyond the edge."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from tests.browser.look import barriers, sideways
from tests.browser.world import furnish

pytestmark = pytest.mark.xdist_group("browser-2")


def settings_pages():
    """Yield the address of the start page, and of the list and the forms of each model."""
    yield reverse("admin:index")
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if row := model._base_manager.order_by("pk").first():
            yield reverse(f"{name}_change", args=[row.pk])


def test_settings_pages_fit_a_phone_and_block_nothing(windows):
    world = furnish()
    page = windows(world.boss)
    faults, walked = [], 0
    for address in settings_pages():
        answer = page.goto(address)
        if answer.status == 403:  # nobody adds to the audit trail by hand
            continue
        assert answer.status == 200, address
        walked += 1
        found = [*barriers(page, "color-contrast", "link-in-text-block"), *sideways(page)]
        faults += [f"{address}: {fault}" for fault in found]
    assert walked > 12
    assert not faults, "\n".join(faults)
