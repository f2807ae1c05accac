"""Whom a follow-up was with and the opportunity it is about: form, list, sheet, other programs."""

import pytest
from django.urls import reverse
from django.utils import translation

from core import history
from core.errors import RuleBroken
from core.routes import url_for
from customers.models import Interaction
from customers.services import interactions
from tests.support.people import make_department, make_user
from tests.support.records import (
    entry,
    make_contact,
    make_customer,
    make_followup,
    make_opportunity,
)
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
ADD = "customers:interaction_add"


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), ["account_manager"], language="en")


@pytest.fixture
def customer(ann):
    return make_customer(ann, "云帆精密机械")


@pytest.fixture
def people(customer):
    return [make_contact(customer, name) for name in ("王工", "李经理", "赵总")]


@pytest.fixture
def chance(ann, customer):
    return make_opportunity(ann, "三条产线换表", customer=customer)


def typed(customer, **values):
    kind = entry("interaction_kind", "visit").pk
    basic = {"customer": customer.pk, "kind": kind, "at": "2026-03-02T10:00"}
    return {**basic, "summary": "看现场", "no_next_reason": "等通知", **values}


def whom(followup):
    return [link.contact.name for link in followup.with_contacts.order_by("pk")]


def test_several_people_and_an_opportunity_are_stored(client, ann, customer, people, chance):
    client.force_login(ann)
    sent = typed(customer, contact=[people[0].pk], contact_text="赵总", opportunity=chance.pk)
    client.post(reverse(ADD), sent)
    followup = Interaction.objects.get()
    assert whom(followup) == ["王工", "赵总"]
    assert followup.of_opportunityinteraction.opportunity == chance
    page = client.get(url_for(followup, "detail")).content.decode()
    for row in (people[0], people[2], chance):
        assert f'href="{url_for(row, "detail")}"' in page


def test_the_form_offers_the_contacts_of_the_customer_only(client, ann, customer, people):
    make_contact(make_customer(ann), "外人")
    client.force_login(ann)
    page = client.get(f"{reverse(ADD)}?customer={customer.pk}&contact={people[1].pk}")
    text = page.content.decode()
    assert f'value="{people[1].pk}" checked' in text and "王工" in text
    assert "外人" not in text


def test_a_name_that_the_customer_does_not_know_is_told(client, ann, customer, people):
    client.force_login(ann)
    page = client.post(reverse(ADD), typed(customer, contact_text="王工、钱工"))
    assert "Nobody here is called “钱工”" in page.content.decode()
    assert "王工、钱工" in page.content.decode()  # what was typed stays
    assert not Interaction.objects.exists()


def test_contacts_and_opportunities_of_others_are_refused(ann, customer):
    other = make_customer(ann)
    row = Interaction(customer=customer, no_next_reason="x", at="2026-03-02T10:00+08:00")
    for name, value in (
        ("contact", [make_contact(other)]),
        ("opportunity", make_opportunity(ann, customer=other)),
    ):
        row.new_links.clear()
        row.new_links[name] = value
        with pytest.raises(RuleBroken) as refused:
            interactions.check(row)
        assert refused.value.field == name


def test_an_edit_changes_them_and_the_history_tells(client, ann, customer, people, chance):
    followup = make_followup(customer, contacts=people[:2], opportunity=chance)
    client.force_login(ann)
    address = url_for(followup, "edit")
    page = client.get(address)
    seen = page.context["form"].initial["seen"]
    client.post(address, typed(customer, contact=[people[1].pk, people[2].pk], seen=seen))
    assert whom(followup) == ["李经理", "赵总"]
    assert not hasattr(Interaction.objects.get(), "of_opportunityinteraction")
    with translation.override("en"):
        told = {each.verb for each in history.entries(followup, user=ann)}
    assert {"Contact added: 赵总", "Contact removed: 王工"} <= told
    assert "Opportunity removed: 三条产线换表" in told


def test_an_inline_or_bulk_change_leaves_them_alone(ann, customer, people, chance):
    followup = make_followup(customer, contacts=people[:2], opportunity=chance)
    stored = Interaction.objects.get(pk=followup.pk)
    stored.place = "车间"
    interactions.update(stored, by=ann, seen=stored.version)
    assert len(whom(followup)) == 2
    assert Interaction.objects.get().of_opportunityinteraction.opportunity == chance


def test_list_filter_and_columns_name_them_within_reach(client, ann, customer, people, chance):
    stranger = make_user("carl", make_department("Other"), ["account_manager"])
    beyond = make_opportunity(stranger, "别人的机会", customer=customer)
    make_followup(customer, "两人", contacts=people[:2], opportunity=chance)
    make_followup(customer, "一人", contacts=people[2:], opportunity=beyond)
    client.force_login(ann)
    address = reverse("customers:interaction_list")
    text = client.get(f"{address}?cols=at,contact,opportunity").content.decode()
    assert "王工、李经理" in text and "三条产线换表" in text
    assert "别人的机会" not in text
    for query in (f"contact={people[1].pk}", f"opportunity={chance.pk}"):
        rows = client.get(f"{address}?{query}").context["table"].rows
        assert [row.label for row in rows] == ["两人"]


def test_the_opportunity_tells_of_its_follow_ups(client, ann, customer, people, chance):
    make_followup(customer, "谈换表", contacts=people[:2], opportunity=chance)
    make_followup(customer, "谈别的")
    client.force_login(ann)
    page = client.get(f"{url_for(chance, 'detail')}?tab=events").content.decode()
    assert "谈换表" in page and "王工、李经理" in page
    assert "谈别的" not in page
    assert f"?customer={customer.pk}&amp;opportunity={chance.pk}" in page
    sent = typed(customer, opportunity=chance.pk)
    answer = client.post(f"{reverse(ADD)}?opportunity={chance.pk}", sent)
    assert answer.headers["Location"] == f"{url_for(chance, 'detail')}?tab=events"


def test_a_sheet_names_people_with_marks_between(ann, client, customer, people, chance):
    make_contact(make_customer(ann, "别家"), "外人")
    sheet = xlsx(
        ("客户", "时间", "方式", "内容", "联系人", "机会"),
        (customer.name, "2026-03-02", "电话", "两人", "王工、李经理", chance.number),
        (customer.name, "2026-03-03", "电话", "外人", "王工、外人", ""),
    )
    steps = ImportSteps.of(client)
    client.force_login(ann)
    batch = steps.checked(Interaction, sheet)
    assert [(line, column) for line, column, _why in steps.findings(batch)] == [(3, "Contacts")]
    steps.applied(batch)
    followup = Interaction.objects.get()
    assert whom(followup) == ["王工", "李经理"]
    assert followup.of_opportunityinteraction.opportunity == chance


def test_more_people_need_no_more_statements(
    client, ann, customer, people, django_assert_max_num_queries
):
    make_followup(customer, contacts=people[:1])
    client.force_login(ann)
    address = reverse("customers:interaction_list")
    client.get(address)
    with django_assert_max_num_queries(50) as first:
        client.get(address)
    for _ in range(5):
        make_followup(customer, contacts=people)
    with django_assert_max_num_queries(len(first)):
        client.get(address)
