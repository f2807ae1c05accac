"""Import marks rows that may be on file: they are left out, change the record, or are added."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.custom.importing import importer_for
from core.importing import work
from core.models import Batch
from core.undoing import work as undo_work
from customers.models import Contact, Customer
from tests.support.people import make_department, make_user
from tests.support.records import make_contact, make_customer
from tests.support.sheets import ImportSteps, xlsx

pytestmark = pytest.mark.django_db
HEADS = ["客户名称", "电话", "税号", "邮箱", "地址", "联系人"]
TAX, OTHER = "91320594MA1XK7CD3K", "91310000MA1FL4B24G"
FIRM = "华宁（苏州）精密机械有限公司"


@pytest.fixture
def ann():
    people = make_department("Sales")
    return make_user("ann", people, roles=["account_manager"], language="en")


@pytest.fixture
def bob():
    return make_user("bob", make_department("Export"), roles=["account_manager"])


@pytest.fixture
def sheet(client, ann):
    client.force_login(ann)
    return ImportSteps.of(client)


def row(name, phone="", tax="", mail="", address="", contact=""):
    return [name, phone, tax, mail, address, contact]


def names():
    return list(Customer.objects.order_by("pk").values_list("name", flat=True))


def marks(batch):
    """Return {line: (outcome, what it resembles)} of the marked rows."""
    items = batch.items.filter(values__isnull=False)
    return {item.line: (item.outcome, item.values["resembles"]) for item in items}


def test_institutions_of_two_cities_are_both_stored(ann, sheet):
    make_customer(ann, "苏州市人民医院")
    batch = sheet.checked(Customer, xlsx(HEADS, row("杭州市人民医院"), row("江苏省人民医院")))
    assert marks(batch) == {}


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        ({}, row("苏州华宁精密机械")),
        ({"phone": "0512-6688 1234"}, row("云帆厂", phone="+86 512 66881234")),
        ({"tax_number": TAX}, row("云帆厂", tax=TAX)),
    ],
)
def test_a_row_that_is_on_file_is_left_out_and_named(sheet, ann, kept, given):
    customer = make_customer(ann, FIRM, **kept)
    batch = sheet.checked(Customer, xlsx(HEADS, given, row("新厂")))
    outcome, told = marks(batch)[2]
    assert (outcome, FIRM in told, customer.number in told) == ("skipped", True, True)
    assert (batch.ok_count, batch.error_count) == (1, 0)
    batch = sheet.applied(batch)
    assert names() == [FIRM, "新厂"]
    assert batch.options["counts"] == {"skipped": 1, "added": 1}


def test_the_mobile_of_a_contact_on_file_counts(sheet, ann):
    make_contact(make_customer(ann, FIRM), mobile="13800138000")
    batch = sheet.checked(Customer, xlsx(HEADS, row("云帆厂", phone="138 0013 8000")))
    assert "same phone" in marks(batch)[2][1]


def test_a_customer_out_of_reach_is_told_in_hints_only(sheet, bob):
    customer = make_customer(bob, FIRM)
    batch = sheet.checked(Customer, xlsx(HEADS, row(FIRM)), similar="update")
    told = marks(sheet.applied(batch))[2][1]
    assert "华宁*" in told and "account manager B*" in told
    assert FIRM not in told and customer.number not in told
    customer.refresh_from_db()
    assert (names(), customer.version) == ([FIRM], 1)


def test_a_row_that_repeats_an_earlier_one_is_left_out(sheet, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 1)
    rows = (row("华宁厂"), row("云帆厂"), row("云帆二厂", phone="13800138000"))
    again = row("别名厂", phone="13800138000")
    batch = sheet.checked(Customer, xlsx(HEADS, *rows, row("华宁厂"), again))
    assert marks(batch) == {
        5: ("skipped", "The same as row 2 of the sheet."),
        6: ("skipped", "The same as row 4 of the sheet."),
    }
    sheet.applied(batch)
    assert names() == ["华宁厂", "云帆厂", "云帆二厂"]


def test_a_shared_mail_domain_is_told_and_the_row_is_added(sheet, ann):
    make_customer(ann, "甲厂", email="a@huaning.example")
    batch = sheet.imported(Customer, xlsx(HEADS, row("乙厂", mail="b@huaning.example")))
    outcome, told = marks(batch)[2]
    assert (outcome, "same mail domain" in told) == ("added", True)
    assert names() == ["甲厂", "乙厂"]


def test_the_customer_on_file_is_changed_and_nothing_is_emptied(sheet, ann):
    customer = make_customer(ann, FIRM, phone="021-1", address="old")
    given = row("苏州华宁精密机械", address="new", contact="王工")
    batch = sheet.imported(Customer, xlsx(HEADS, given), similar="update", clear="on")
    customer.refresh_from_db()
    assert (customer.address, customer.phone, Customer.objects.count()) == ("new", "021-1", 1)
    assert Contact.objects.get().customer == customer
    undo = undo_work.prepare(batch, by=ann)
    undo_work.look_ahead(undo)
    undo_work.begin(undo, by=ann)
    customer.refresh_from_db()
    assert (customer.name, customer.address) == (FIRM, "old")
    assert not Contact.objects.exists()


def test_of_several_like_it_none_is_changed(sheet, ann):
    for address in ("one", "two"):
        make_customer(ann, FIRM, address=address)
    batch = sheet.checked(Customer, xlsx(HEADS, row(FIRM, address="new")), similar="update")
    sheet.applied(batch)
    assert not Customer.objects.filter(address="new").exists()
    assert "nobody can tell which" in marks(batch)[2][1]


def test_added_anyway_but_for_a_tax_number_that_another_has(sheet, ann):
    make_customer(ann, FIRM, tax_number=TAX)
    rows = (row(FIRM), row("乙厂", tax=TAX), row("丙厂", tax=OTHER), row("丁厂", tax=OTHER))
    batch = sheet.checked(Customer, xlsx(HEADS, *rows), similar="anyway")
    assert [(line, column) for line, column, _why in sheet.findings(batch)] == [
        (3, "Tax number"),
        (5, "Tax number"),
    ]
    batch = sheet.applied(batch)
    assert names() == [FIRM, FIRM, "丙厂"]
    assert marks(batch)[2][0] == "added"


def test_contacts_below_a_double_are_left_out_with_it(sheet, ann):
    make_customer(ann, FIRM)
    rows = (row(FIRM, contact="王工"), row("", contact="李工"))
    batch = sheet.checked(Customer, xlsx(HEADS, *rows))
    assert [outcome for outcome, _told in marks(batch).values()] == ["skipped", "skipped"]
    sheet.applied(batch)
    assert not Contact.objects.exists()


def test_preview_page_and_file_say_what_a_row_resembles(sheet, ann):
    make_customer(ann, FIRM)
    batch = sheet.checked(Customer, xlsx(HEADS, row(FIRM), row("新厂")))
    page = sheet.client.get(reverse("core:batch_detail", args=[batch.pk]))
    assert FIRM in page.context["preview"][0].resembles
    assert page.context["left_out"] == 1 and "Possible duplicates" in page.content.decode()
    sheet.applied(batch)
    answer = sheet.client.get(reverse("core:batch_rows", args=[batch.pk]))
    import io

    import openpyxl

    cells = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert cells[0][-1] == "Resembles" and FIRM in cells[1][-1] and not cells[2][-1]


def test_the_check_costs_the_same_for_many_rows_of_a_chunk(sheet, ann):
    for n in range(30):
        make_customer(ann, f"华宁精密机械{n}号", phone=f"0512-6688 {n:04}")
    importer = importer_for("customers.customer", ann)
    options = {"mapping": {"0": "name", "1": "phone"}}

    def statements(count):
        rows = [(n + 2, [f"华宁精密机械{n}号", f"021-5588 {n:04}"]) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            importer.check(rows, options, by=ann)
        return len(asked)

    statements(1)
    assert statements(3) == statements(30)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_sheet_make_each_customer_once(transactional_db, sheet, ann):
    rows = [row(f"华宁精密机械{n}号", tax="") for n in range(20)]
    batches = [sheet.checked(Customer, xlsx(HEADS, *rows)) for _twice in range(2)]
    assert [batch.ok_count for batch in batches] == [20, 20]
    Batch.objects.update(state=Batch.State.RUNNING, done=0, ok_count=0)
    together = threading.Barrier(2)

    def run(pk):
        batch = Batch.objects.select_related("by").get(pk=pk)
        together.wait()
        work.store_batch(batch)
        connections.close_all()

    threads = [threading.Thread(target=run, args=[batch.pk]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert Customer.objects.count() == 20
    counts = [Batch.objects.get(pk=batch.pk).options["counts"] for batch in batches]
    assert sum(found.get("added", 0) for found in counts) == 20
    assert sum(found.get("skipped", 0) for found in counts) == 20
