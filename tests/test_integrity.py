"""`manage.py check_integrity` finds what does not hold, names it, and mends what it can."""

import os
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from accounts.models import Department
from core.integrity import Check, checks, rows
from core.models import Batch, Change, Serial, Upkeep
from customers.models import Customer
from sales.models import Order
from sales.services import orders
from tests.support.database import as_owner
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), roles=["account_manager"])


@pytest.fixture
def order(ann):
    order = make_order(ann, customer=make_customer(ann))
    return orders.confirm(order, by=ann)


def check(*arguments):
    """Run the command; return (its exit code, what it said)."""
    out = StringIO()
    try:
        call_command("check_integrity", *arguments, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def execute(sql):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_sound_database_passes_every_check(order):
    code, said = check()
    assert code == 0, said
    assert all(name in said for name in checks)
    assert Upkeep.objects.get().ok


def test_what_mends_decides_itself_how_much_is_one_transaction(monkeypatch):
    outside, seen = len(connection.savepoint_ids), []
    fixed = Check("nothing", lambda: ["it is so"], lambda: seen.append(connection.savepoint_ids[:]))
    monkeypatch.setitem(checks, "orders.amounts", fixed)
    assert check("orders.amounts", "--fix")[0] == 1
    assert [len(points) for points in seen] == [outside]


def test_of_a_million_differences_the_first_thousand_are_gathered():
    assert len(rows("SELECT generate_series(1, 3000)")) == 1000


def test_a_wrong_sum_is_named_and_mended_by_the_service(order):
    Customer.objects.update(traded=7)
    Order.objects.update(amount=8)
    code, said = check()
    assert code == 1
    assert f"customer {order.customer.number}: traded 7.00" in said
    assert f"order {order.number}: amount 8.00" in said
    assert not Upkeep.objects.first().ok
    assert check("--fix")[0] == 0
    order.refresh_from_db()
    assert order.amount == sum(line.amount for line in order.lines.all()) > Decimal(8)
    assert Customer.objects.get().traded == order.amount
    assert Change.objects.filter(verb="recount").exists()


def test_what_is_found_bit_by_bit_is_all_mended(order, ann, monkeypatch):
    make_order(ann, customer=order.customer)
    Order.objects.update(amount=8)
    monkeypatch.setattr("core.integrity.SHOWN", 1)
    assert check("orders.amounts", "--fix")[0] == 0
    assert not Order.objects.filter(amount=8).exists()


def test_a_reference_to_nobody_is_named(order):
    execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
    execute("UPDATE sales_order SET customer_id = 987654321")
    execute("SET LOCAL session_replication_role = origin")
    code, said = check("database.references")
    assert code == 1
    assert f"sales_order.customer_id: row {order.pk} names 987654321" in said


def test_a_number_ahead_of_its_counter_is_named(order):
    Serial.objects.filter(series="order").update(last=0)
    code, said = check("numbers.counters")
    assert code == 1
    assert "order: 1 of " in said


def test_triggers_that_do_not_run_are_named():
    execute("ALTER TABLE sales_order DISABLE TRIGGER USER")
    assert "sales_order: trigger history does not run" in check("database.triggers")[1]
    execute("ALTER TABLE core_change DISABLE TRIGGER USER")
    assert "core_change: pgtrigger_never_emptied does not run" in check("database.audit_trail")[1]


def test_a_constraint_that_is_gone_or_was_never_checked_is_named():
    execute("ALTER TABLE core_batch DROP CONSTRAINT core_batch_done_lte_total")
    execute("ALTER TABLE core_batch ADD CONSTRAINT later CHECK (total > -1) NOT VALID")
    said = check("database.constraints")[1]
    assert "core_batch: core_batch_done_lte_total is missing" in said
    assert "core_batch: later is not valid" in said


def test_files_without_rows_and_rows_without_files_are_named(ann, settings):
    batch = Batch(kind="import", model="customers.customer", by=ann)
    batch.source.save("sheet", ContentFile(b"rows"), save=False)
    batch.save()
    assert check("files.missing", "files.left_over")[0] == 0
    path = Path(settings.MEDIA_ROOT, batch.source.name)
    stray = path.with_name("stray")
    path.rename(stray)
    said = check("files.missing", "files.left_over")[1]
    assert f"core_batch.source of row {batch.pk}: {batch.source.name} is not there" in said
    assert "stray" not in said  # its row may be on the way
    os.utime(stray, (0, 0))
    assert "stray: no row names it" in check("files.left_over")[1]


def test_a_path_beside_the_tree_is_named(ann):
    Department.objects.update(path="/1/2/3/")
    assert "department Sales: path /1/2/3/" in check("departments.paths")[1]


def test_a_check_that_is_not_there_is_told():
    with pytest.raises(Exception, match="No such check: nothing"):
        check("nothing")
