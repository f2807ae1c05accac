"""The department tree in a browser: by mouse, by keyboard, sound for axe and on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Department
from tests.browser.look import barriers, sideways
from tests.support.people import make_department

pytestmark = pytest.mark.xdist_group("browser-2")


@pytest.fixture
def dora(firm, windows):
    """The administrator at her window; what she sees has no barrier and fits a phone."""
    page = windows(firm.dora)
    yield page
    assert [*barriers(page), *sideways(page)] == []


@pytest.fixture
def tree(firm):
    """North and South side by side at the top."""
    return make_department("North"), make_department("South")


def row(dora, name):
    return dora.locator(".zk-tree tbody tr", has_text=name)


def test_a_department_is_dropped_onto_another(dora, tree):
    north, south = tree
    dora.goto(reverse("accounts:department_list"))
    row(dora, "South").locator(".zk-grip").drag_to(row(dora, "North"))
    expect(row(dora, "South").locator(".zk-deep-1")).to_be_visible()
    assert Department.objects.get(pk=south.pk).parent == north


def test_a_department_is_dropped_before_another(dora, tree):
    dora.goto(reverse("accounts:department_list"))
    target = row(dora, "North")
    row(dora, "South").locator(".zk-grip").drag_to(target, target_position={"x": 60, "y": 3})
    expect(dora.locator(".zk-tree tbody tr:has-text('South') + tr")).to_contain_text("North")


def test_the_keyboard_orders_and_moves(dora, tree):
    north, south = tree
    dora.goto(reverse("accounts:department_list"))
    row(dora, "South").locator("[name=up]").press("Enter")
    expect(row(dora, "North").locator("[name=down]")).to_be_disabled()
    row(dora, "South").locator("a.btn").first.press("Enter")
    dora.locator("[name=parent_text]").fill("North")
    dora.locator("[role=option]", has_text="North").click()
    dora.locator(".zk-actions .btn-primary").press("Enter")
    expect(dora.locator("h1")).to_have_text("South")
    assert Department.objects.get(pk=south.pk).parent == north
