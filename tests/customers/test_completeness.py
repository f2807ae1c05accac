"""How complete a customer is: kept by the database, told on its page, sorted, counted by people."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import saving
from core.models import Change, CustomField
from core.privacy import revealing
from core.routes import url_for
from customers.models import Customer, FieldUse
from customers.services import contacts, customers, field_uses
from tests.support.lists import csv_rows, sheet_rows
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_contact, make_customer, make_field

REPORT = "reports:completeness"


def percent(customer) -> int:
    return Customer.everything.get(pk=customer.pk).completeness


def lists(client, **query) -> set[str]:
    return {row.label for row in client.get(url_for(Customer, "list"), query).context["table"].rows}


def test_the_shipped_rule_counts_what_a_new_customer_mostly_lacks(ann):
    customer = make_customer(ann)
    assert percent(customer) == 0
    customer.phone, customer.level = "0512-6688 1234", entry("customer_level", "a")
    customers.update(customer, by=ann)
    assert percent(customer) == 100 * 5 // 13


def test_a_contact_with_a_phone_counts_as_long_as_it_is_the_main_one(ann, only):
    customer = make_customer(ann)
    contact = make_contact(customer, is_main=True)
    assert percent(customer) == 0
    contact.mobile = "13800138000"
    contacts.update(contact, by=ann)
    assert percent(customer) == 75
    contacts.create(type(contact)(customer=customer, name="李工", is_main=True), by=ann)
    assert percent(customer) == 0


def test_a_contact_in_the_recycle_bin_does_not_count(ann, only):
    contact = make_contact(make_customer(ann), is_main=True, mobile="13800138000")
    assert percent(contact.customer) == 75
    saving.remove(contact, by=ann)
    assert percent(contact.customer) == 0
    contacts.restore(contact, by=ann)
    assert percent(contact.customer) == 75


def test_what_goes_round_the_services_is_seen_as_well(ann, only):
    customer = make_customer(ann)
    Customer.objects.filter(pk=customer.pk).update(phone="1", completeness=3)
    assert percent(customer) == 75


def test_a_custom_field_counts_until_it_is_switched_off(ann, only):
    field = make_field("tons", "number", "customers.customer")
    FieldUse.objects.create(field=field.key, weight=4)
    customer = make_customer(ann, custom={"tons": "5"})
    assert percent(customer) == 50
    CustomField.objects.update(is_active=False)
    field_uses.refresh()
    assert percent(customer) == 0


def test_a_field_that_a_category_or_a_kind_has_no_use_for_does_not_count(ann, only):
    dealer = entry("customer_category", "dealer")
    FieldUse.objects.filter(field="level").update(unused_by=[dealer.pk])
    FieldUse.objects.create(field="tax_number", weight=1, only_for="organisation")
    dealer = make_customer(ann, phone="1", category=dealer, kind="person")
    other = make_customer(ann, phone="1")
    assert (percent(dealer), percent(other)) == (100, 60)


def test_the_percentage_leaves_no_trace_in_the_history(ann, only):
    customer = make_customer(ann)
    make_contact(customer, is_main=True, mobile="1")
    rows = Change.objects.filter(model="customers.customer", object_id=customer.pk)
    assert [row.verb for row in rows] == ["add"]
    assert "completeness" not in rows[0].after


def test_a_percentage_that_is_wrong_is_found_and_mended(ann, only):
    customer = make_customer(ann, phone="1")
    FieldUse.objects.filter(field="level").update(weight=0)
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_integrity", "customers.completeness", stdout=said)
    assert f"customer {customer.number}: 75 %, is 100 %" in said.getvalue()
    call_command("check_integrity", "customers.completeness", "--fix", stdout=said)
    assert percent(customer) == 100


# on its page --------------------------------------------------------------------------------


def test_what_is_missing_leads_to_its_place_in_the_form(client, ann, only):
    customer = make_customer(ann, phone="1")
    text = client.get(customer.get_absolute_url()).content.decode()
    assert f'<a href="{url_for(customer, "edit")}#id_level">Level</a>' in text
    assert "#id_phone" not in text and "75%" in text


def test_who_may_only_look_is_told_what_is_missing_without_a_link(client, ann, only):
    customer = make_customer(None)
    text = client.get(customer.get_absolute_url()).content.decode()
    assert "Missing:" in text and "#id_level" not in text


def test_a_field_kept_to_a_role_is_not_named_to_others(client, ann, only):
    field = make_field("secret", model="customers.customer", label_en="Hush", roles=["executive"])
    FieldUse.objects.create(field=field.key, weight=1)
    customer = make_customer(ann)
    assert "Hush" not in client.get(customer.get_absolute_url()).content.decode()


def test_who_sees_a_masked_phone_learns_that_there_is_one_and_no_digit(client, ann, only):
    revealing.decide({"account_manager": ["customers.customer.phone"]}, by=ann)
    customer = make_customer(make_user("bob", ann.department), phone="0512-66881234")
    Customer.objects.filter(pk=customer.pk).update(owner=None)
    text = client.get(customer.get_absolute_url()).content.decode()
    assert "75%" in text and "66881234" not in text


def test_the_card_costs_no_statement_of_its_own(client, ann, only):
    customer = make_customer(ann)
    row = Customer.objects.annotate(lacking=field_uses.Lacking(), kept=F("completeness"))
    assert row.get(pk=customer.pk).lacking == ["reachable", "level"]


# in the list --------------------------------------------------------------------------------


def test_the_list_is_sorted_and_narrowed_by_it(client, ann, only):
    make_customer(ann, "甲厂")
    make_customer(ann, "乙厂", phone="1")
    assert lists(client, completeness_max=59) == {"甲厂"}
    assert lists(client, missing="phone") == {"甲厂"}
    assert lists(client, missing="level") == {"甲厂", "乙厂"}
    rows = client.get(url_for(Customer, "list"), {"sort": "-completeness"}).context["table"].rows
    assert [row.label for row in rows] == ["乙厂", "甲厂"]


def test_the_sheet_has_the_percentage(client, ann, only):
    make_customer(ann, "甲厂", phone="1")
    asked = {"format": "csv", "cols": "completeness"}
    assert csv_rows(client.get(reverse("customers:customer_export"), asked)) == [
        ["Customer name", "Completeness %"],
        ["甲厂", "75"],
    ]


# by account manager -------------------------------------------------------------------------


@pytest.fixture
def crew(only):
    sales, export = make_department("Sales"), make_department("Export")
    boss = make_user("boss", sales, ["sales_supervisor"], language="en")
    ann = make_user("anna", sales, ["account_manager"], language="en")
    far = make_user("far", export, ["account_manager"], language="en")
    return boss, ann, far


def test_each_person_has_an_average_of_the_customers_within_reach(client, crew):
    boss, anna, far = crew
    make_customer(anna, phone="1")
    make_customer(anna)
    make_customer(far)
    client.force_login(boss)
    rows = sheet_rows(client.get(reverse(REPORT), {"format": "xlsx"}))
    assert rows[1:] == [("Anna", 2, 0.375, 1, 1, 2, 2)]


@pytest.mark.parametrize("by", ["owner", "department", "level", "category"])
def test_every_figure_leads_to_a_list_of_as_many(client, crew, by):
    boss, anna, _far = crew
    make_customer(anna, phone="1", level=entry("customer_level", "a"))
    make_contact(make_customer(boss, category=entry("customer_category", "dealer")), is_main=True)
    client.force_login(boss)
    page_of_report = client.get(reverse(REPORT), {"by": by}).context
    report, lines = page_of_report["page"].report, page_of_report["page"].report.rows()
    asked = 0
    for line in lines:
        for name in ("customers", "poor", "no_phone", "no_contact", "no_level"):
            if url := report.drill_url(name, line):
                assert len(client.get(url).context["table"].rows) == getattr(line, name), url
                asked += 1
    assert asked


def test_the_report_asks_as_much_of_many_people_as_of_one(client, crew, django_assert_num_queries):
    boss, anna, _far = crew
    client.force_login(boss)

    def statements():
        with connection.execute_wrapper(count):
            count.number = 0
            client.get(reverse(REPORT))
        return count.number

    def count(execute, *args):
        count.number += 1
        return execute(*args)

    make_customer(anna)
    statements()
    few = statements()
    for owner in (boss, anna):
        make_customer(owner)
    assert statements() == few


def test_all_figures_of_the_report_come_from_one_look_at_the_customers(client, crew):
    boss, anna, _far = crew
    make_customer(anna)
    make_customer(boss, phone="1")
    client.force_login(boss)
    with CaptureQueriesContext(connection) as found:
        shown = client.get(reverse(REPORT)).context
    asked = [query["sql"] for query in found if 'FROM "customers_customer"' in query["sql"]]
    assert len(asked) == 2, asked  # the lines with their sums, and how many lie in the pool
    assert "".join(asked).count(' "customers_contact" ') == 1  # joined, not looked up by each
    assert shown["figures"][0].value == "37.5%"
    assert shown["page"].report.totals()["customers"] == 2
