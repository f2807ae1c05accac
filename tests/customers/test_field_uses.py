"""Customer fields as the firm wants them: weights, and of which customers a field is asked."""

import pytest
from django.urls import reverse

from core.dictionary.uses import all_uses
from core.models import Change
from core.routes import url_for
from customers.models import Customer, FieldUse
from customers.services import field_uses
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_field

PAGE = "customers:fielduse_list"


@pytest.fixture
def admin(db):
    return make_user("dora", roles=["administrator"], language="en")


def sent(client, **values):
    return client.post(reverse(PAGE), values, follow=True)


def test_a_changed_weight_is_stored_and_the_percentages_follow(client, ann, admin, only):
    make_customer(ann, phone="1")
    client.force_login(admin)
    answer = sent(client, **{"weight-level": "9", "weight-phone": "0"})
    assert "being worked out again" in answer.content.decode()
    run_job(field_uses.refresh_completeness)
    assert Customer.objects.get().completeness == 25
    assert Change.objects.filter(model="customers.fielduse", by=admin).exists()


def test_what_the_page_does_not_say_stays_and_nonsense_changes_nothing(client, admin, only):
    client.force_login(admin)
    sent(client, **{"weight-level": "10", "weight-reachable": "-1", "weight-nothing": "5"})
    weights = dict(FieldUse.objects.values_list("field", "weight"))
    assert weights == {"reachable": 3, "level": 1}


def test_a_category_without_a_tick_has_no_use_for_the_field(client, admin):
    dealer, final = (entry("customer_category", code) for code in ("dealer", "final"))
    client.force_login(admin)
    sent(client, **{"weight-fax": "0", "use-fax": [str(final.pk)], "for-fax": "organisation"})
    use = FieldUse.objects.get(field="fax")
    assert dealer.pk in use.unused_by and final.pk not in use.unused_by
    assert use.only_for == "organisation"


def test_two_administrators_do_not_undo_each_other(client, admin):
    """Who saves an old page changes only what they touched; what both changed is told."""
    client.force_login(admin)
    old = {}
    for row in client.get(reverse(PAGE)).context["rows"]:
        use, name = row["use"], row["name"]
        old |= {f"was-{name}": row["was"], f"weight-{name}": str(use.weight)}
        old |= {f"for-{name}": use.only_for, f"use-{name}": [e.pk for e, t in row["ticks"] if t]}
    sent(client, **{**old, "weight-fax": "2", "weight-phone": "4", "for-website": "person"})
    answer = sent(client, **{**old, "weight-phone": "9", "weight-email": "3"})
    assert "change it again: Phone" in answer.content.decode()
    weights = dict(FieldUse.objects.values_list("field", "weight"))
    assert (weights["fax"], weights["phone"], weights["email"]) == (2, 4, 3)
    assert FieldUse.objects.get(field="website").only_for == "person"
    sent(client, **{**old, "weight-phone": "4"})
    assert FieldUse.objects.get(field="phone").weight == 4


# the form -----------------------------------------------------------------------------------


@pytest.fixture
def no_fax_for_dealers(db):
    dealer = entry("customer_category", "dealer")
    FieldUse.objects.create(field="fax", unused_by=[dealer.pk])
    return dealer


def place_of(client, address, name) -> str:
    text = client.get(address).content.decode()
    return text[: text.index(f'id="div_id_{name}"')].rpartition("<div class=")[2]


def test_the_form_hides_an_empty_field_that_the_category_has_no_use_for(
    client, ann, no_fax_for_dealers
):
    dealer, other = make_customer(ann, category=no_fax_for_dealers), make_customer(ann)
    assert "hidden" in place_of(client, url_for(dealer, "edit"), "fax")
    assert "hidden" not in place_of(client, url_for(other, "edit"), "fax")
    Customer.objects.filter(pk=dealer.pk).update(fax="0512-1")
    assert "hidden" not in place_of(client, url_for(dealer, "edit"), "fax")


def test_a_value_stays_when_the_category_no_longer_asks_for_it(client, ann, no_fax_for_dealers):
    customer = make_customer(ann, fax="0512-1")
    form = client.get(url_for(customer, "edit")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values |= {"category": no_fax_for_dealers.pk, "form_key": ""}
    client.post(url_for(customer, "edit"), values)
    customer.refresh_from_db()
    assert (customer.category_id, customer.fax) == (no_fax_for_dealers.pk, "0512-1")


def test_a_required_field_is_not_asked_of_those_without_a_use_for_it(client, ann):
    dealer = entry("customer_category", "dealer")
    field = make_field("line", model="customers.customer", is_required=True)
    FieldUse.objects.create(field=field.key, unused_by=[dealer.pk])
    add = url_for(Customer, "add")
    client.post(add, {"name": "甲厂", "kind": "organisation"})
    assert not Customer.objects.exists()
    client.post(add, {"name": "甲厂", "kind": "organisation", "category": dealer.pk})
    assert Customer.objects.get().category == dealer


def test_a_category_with_a_field_of_its_own_is_not_deleted_unnoticed(no_fax_for_dealers):
    uses = [use for use in all_uses()["customer_category"] if use.model is FieldUse]
    assert uses[0].holding(no_fax_for_dealers.pk).exists()
