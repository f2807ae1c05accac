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


@pytest.mark.parametrize(
    "language,theme", [("zh-hans", "light"), ("en", "dark")], ids=["Chinese", "English, dark"]
)
def test_settings_pages_have_no_barrier_fit_a_phone_and_block_nothing(windows, language, theme):
    world = furnish()
    world.boss.language, world.boss.theme = language, theme
    world.boss.save()
    page = windows(world.boss)
    faults, walked = [], 0
    for address in settings_pages():
        answer = page.goto(address)
        if answer.status == 403:  # nobody adds to the audit trail by hand
            continue
        assert answer.status == 200, address
        walked += 1
        faults += [f"{address}: {fault}" for fault in [*barriers(page), *sideways(page)]]
    assert walked > 12
    assert not faults, "\n".join(faults)
