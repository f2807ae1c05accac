"""Tax numbers and ID numbers carry a check sign; what does not fit is told at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from core.routes import url_for
from customers.models import Contact, Customer
from customers.papers import check_id_number, check_tax_number, tax_sign
from tests.support.people import make_user
from tests.support.records import make_contact, make_customer
from tests.support.sheets import ImportSteps, comma

FIT = "91320594MA1XK7CD3K"


def test_the_published_example_of_the_standard_fits():
    check_tax_number("91350100M000100Y43")
    check_tax_number(FIT)


@pytest.mark.parametrize(
    "number",
    [FIT[:-1] + "J", FIT[1:] + "9", FIT.lower(), FIT[:-1], FIT + "\n", "9132059IMA1XK7CD3K", ""],
)
def test_a_tax_number_with_a_slip_is_refused(number):
    with pytest.raises(ValidationError):
        check_tax_number(number)


def test_two_neighbours_that_changed_places_do_not_fit_any_more():
    swapped = FIT[:4] + FIT[5] + FIT[4] + FIT[6:]
    assert tax_sign(swapped[:17]) != swapped[17]


def test_the_number_of_a_resident_must_fit_and_other_documents_are_taken():
    check_id_number("11010519491231002X")
    check_id_number("E12345678")
    for wrong in ("110105194912310021", "AB1", "E1234 5678"):
        with pytest.raises(ValidationError):
            check_id_number(wrong)


@pytest.fixture
def ann(db):
    return make_user("ann", roles=["account_manager"], language="en")


def sent(ann, **data):
    client = Client()
    client.force_login(ann)
    return client.post(
        url_for(Customer, "add"), {"name": "云帆精密", "kind": "organisation", **data}
    )


def test_the_form_takes_small_letters_and_tells_a_slip_beside_its_field(ann):
    sent(ann, tax_number=FIT.lower())
    assert Customer.objects.get().tax_number == FIT
    answer = sent(ann, tax_number=FIT[:-1] + "J")
    assert "follows from the others" in answer.content.decode()


def test_only_persons_have_an_id_number(ann):
    answer = sent(ann, id_number="11010519491231002X")
    assert "Only a person" in answer.content.decode()
    assert sent(ann, id_number="11010519491231002x", kind="person").status_code == 302
    assert Customer.objects.get().id_number == "11010519491231002X"


def test_the_database_itself_keeps_numbers_in_shape(ann):
    customer = make_customer(ann)
    for values in ({"tax_number": "12"}, {"id_number": "E12345678"}, {"annual_revenue": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Customer.objects.filter(pk=customer.pk).update(**values)


def test_a_customer_is_found_by_the_start_of_its_tax_number(ann):
    customer = make_customer(ann, tax_number=FIT)
    make_customer(ann)
    assert list(Customer.objects.search(FIT)) == list(Customer.objects.search("91320594"))
    assert list(Customer.objects.search(FIT)) == [customer]


def test_two_customers_that_share_a_phone_are_both_found_by_its_tail(ann):
    shared = {"mobile": "13800138000"}
    contacts = {make_contact(make_customer(ann), **shared) for _n in range(2)}
    assert set(Contact.objects.search("8000")) == contacts


@pytest.mark.django_db
def test_a_sheet_tells_the_row_whose_tax_number_has_a_slip(ann):
    sheet = ImportSteps()
    sheet.client = Client()
    sheet.client.force_login(ann)
    heads = ["客户名称", "统一社会信用代码", "积分", "营业执照号"]
    rows = [["云帆", FIT, "120", "3205 0001"], ["远山", FIT[:-1] + "J", "", ""]]
    batch = sheet.checked(Customer, comma(heads, *rows), "x.csv")
    [item] = batch.items.all()
    assert item.line == 3 and "follows from the others" in item.errors[0][2]


@pytest.mark.django_db
def test_groups_without_values_are_folded_and_open_when_something_stands_in_them(ann):
    client = Client()
    client.force_login(ann)
    empty = client.get(url_for(Customer, "add")).content.decode()
    assert empty.count('<details class="zk-form-part') == 7
    assert '<details class="zk-form-part zk-part is-folded" open' not in empty
    customer = make_customer(ann, bank="示例银行")
    filled = client.get(url_for(customer, "edit")).content.decode()
    assert filled.count('<details class="zk-form-part zk-part is-folded" open') == 1
