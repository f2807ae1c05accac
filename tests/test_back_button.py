"""Forms that stood open while the world went on: sent again, sent late, sent from two tabs."""

import re

import pytest
from django.test import Client

from core import saving
from core.custom import managing
from core.models import Draft
from core.routes import url_for
from customers.models import Customer, Interaction
from customers.services import customers, merging
from tests.support.records import make_customer, make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def tab(client, ann):
    client.force_login(ann)
    return client


def opened(tab, url) -> dict:
    """Return what a form page would send as it was opened."""
    context = tab.get(url).context
    form = context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return {**data, "form_key": context["form_key"]}


def test_back_and_save_again_is_one_record_and_another_text_is_asked(tab):
    url = url_for(Customer, "add")
    data = {**opened(tab, url), "name": "苏州云帆精密机械有限公司", "kind": "organisation"}
    first, second = tab.post(url, data), tab.post(url, data)
    assert first.headers["Location"] == second.headers["Location"]
    third = tab.post(url, {**data, "name": "无锡华宁仪表有限公司"})
    assert third.status_code == 200 and "Save again to add another" in third.content.decode()
    assert Customer.objects.count() == 1


def test_an_old_edit_form_is_sent_after_a_newer_one(tab, ann):
    """Back twice: the form of the first edit, changed and sent again, asks before it overwrites."""
    customer = make_customer(ann, city="A", kind="organisation")
    url = url_for(customer, "edit")
    old = opened(tab, url)
    assert tab.post(url, {**old, "city": "B"}).status_code == 302
    assert tab.post(url, {**opened(tab, url), "city": "C"}).status_code == 302
    answer = tab.post(url, {**old, "city": "D"})
    assert answer.status_code == 409
    customer.refresh_from_db()
    assert customer.city == "C"


def gone(what, customer, ann, bob):
    {
        "deleted": lambda: saving.remove(customer, by=bob),
        "merged": lambda: merging.merge(make_customer(bob), [customer], {}, by=bob),
        "handed over": lambda: customers.assign(customer, to=bob, by=bob),
    }[what]()


@pytest.mark.parametrize("what", ("deleted", "merged", "handed over"))
def test_a_form_of_a_record_that_is_gone_is_not_found_and_changes_nothing(tab, ann, bob, what):
    customer = make_customer(ann, city="A", kind="organisation")
    edit, inline = url_for(customer, "edit"), url_for(customer, "inline")
    release = f"{url_for(customer, 'detail')}release/"
    data = opened(tab, edit)
    typed = {**data, "city": "B", "remark": "typed"}
    tab.post("/drafts/save/", {**typed, "draft_page": edit, "draft_title": "Edit"})
    gone(what, customer, ann, bob)
    htmx = {"HX-Request": "true"}
    assert tab.post(edit, typed).status_code == 404
    assert tab.get(f"{edit}?draft=1").status_code == 404
    for headers in ({}, htmx):
        assert tab.get(inline, {"field": "next_contact_at"}, headers=headers).status_code == 404
        cell = {"field": "next_contact_at", "next_contact_at": "", "seen": "1"}
        assert tab.post(inline, cell, headers=headers).status_code == 404
        assert tab.post(release, {"reason": "late"}, headers=headers).status_code == 404
    late = Customer.everything.get(pk=customer.pk)
    assert (late.city, late.remark) == ("A", "")
    assert tab.get("/drafts/").status_code == 200


def test_a_follow_up_of_a_customer_handed_over_meanwhile_is_refused_in_words(tab, ann, bob):
    customer = make_customer(ann)
    url = f"{url_for(Interaction, 'add')}?customer={customer.pk}"
    data = opened(tab, url)
    customers.assign(customer, to=bob, by=bob)
    answer = tab.post(url, {**data, "customer": customer.pk, "summary": "Called"})
    assert answer.status_code == 200 and "Called" in answer.content.decode()
    assert not Interaction.objects.exists()


def test_a_custom_field_that_was_taken_away_while_the_form_stood_open(tab, ann):
    field = make_field("shelf", model="customers.customer")
    customer = make_customer(ann, kind="organisation", custom={"shelf": "A1"})
    url = url_for(customer, "edit")
    data = {**opened(tab, url), "x_shelf": "B2", "city": "B"}
    managing.switch(field, active=False, by=None)
    assert tab.post(url, data).status_code == 302
    customer.refresh_from_db()
    assert (customer.city, customer.custom) == ("B", {"shelf": "A1"})


def test_two_tabs_of_one_draft(tab, ann):
    """The draft of the second tab takes the place of the first one's; saving forgets it."""
    url = url_for(Customer, "add")
    for city in ("A", "B"):
        data = {**opened(tab, url), "name": "苏州云帆", "kind": "organisation", "city": city}
        tab.post("/drafts/save/", {**data, "draft_page": url, "draft_title": "New"})
    assert Draft.objects.get().data["city"] == ["B"]
    assert tab.post(url, data).status_code == 302
    assert not Draft.objects.exists()


def test_the_page_after_a_save_is_fetched_again_without_saving_again(tab):
    url = url_for(Customer, "add")
    data = {**opened(tab, url), "name": "苏州云帆精密机械有限公司", "kind": "organisation"}
    after = tab.post(url, data).headers["Location"]
    assert re.fullmatch(r"/customers/customers/\d+/", after)
    assert [tab.get(after).status_code for _again in range(2)] == [200, 200]
    assert Customer.objects.count() == 1


def test_a_form_of_somebody_who_signed_out_in_the_other_tab_waits_at_the_door(tab, ann, bob):
    url = url_for(Customer, "add")
    data = {**opened(tab, url), "name": "苏州云帆精密机械有限公司", "kind": "organisation"}
    other = Client()
    other.force_login(bob)
    assert other.post(url, data).status_code in (200, 302)  # a key of Ann's is nobody else's
    assert Customer.objects.get().owner == bob
