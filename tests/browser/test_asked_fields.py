"""Fields that a category or a kind has no use for hide at once; a link opens the form at one."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.routes import url_for
from customers.models import FieldUse
from tests.browser.look import barriers
from tests.support.records import entry, make_customer

pytestmark = pytest.mark.xdist_group("browser-1")


def test_a_field_hides_with_the_category_and_what_was_typed_stays(firm, windows):
    dealer = entry("customer_category", "dealer")
    FieldUse.objects.create(field="short_name", unused_by=[dealer.pk])
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    name, category = page.locator("[name=short_name]"), page.locator("[name=category]")
    expect(name).to_be_visible()
    category.select_option(str(dealer.pk))
    expect(name).to_be_hidden()
    category.select_option("")
    name.fill("云帆")
    category.select_option(str(dealer.pk))
    expect(name).to_be_visible()
    assert barriers(page) == []


def test_the_id_number_is_asked_of_persons_only(firm, windows):
    page = windows(firm.ann)
    page.goto(reverse("customers:customer_add"))
    names = page.locator("details.is-folded summary .quiet").all_inner_texts()
    assert not any("证件" in text for text in names)
    page.locator("[name=kind]").select_option("person")
    names = page.locator("details.is-folded:not([hidden]) summary .quiet").all_inner_texts()
    assert any("证件" in text for text in names)


def test_a_missing_field_opens_the_form_where_it_is_filled_in(firm, windows):
    FieldUse.objects.create(field="website", weight=1)
    customer = make_customer(firm.ann)
    page = windows(firm.ann)
    page.goto(customer.get_absolute_url())
    page.get_by_role("link", name="网址").click()
    page.wait_for_url(f"**{url_for(customer, 'edit')}#id_website")
    expect(page.locator("[name=website]")).to_be_focused()
