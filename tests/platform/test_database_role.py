"""The program works as a role that cannot rewrite the past, whatever it is made to run."""

import pytest
from django.db import ProgrammingError, connection, transaction

from core.models import Change
from core.postgres import roles
from tests.support.database import as_owner
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = [pytest.mark.platform, pytest.mark.django_db]

DENIED = "permission denied|must be owner|must be superuser"


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE mine (id int)",
        "CREATE INDEX mine ON customers_customer (city)",
        "ALTER TABLE customers_customer ADD COLUMN mine int",
        "ALTER TABLE customers_customer DISABLE TRIGGER USER",
        "ALTER TABLE core_change DISABLE TRIGGER ALL",
        "DROP TABLE core_change",
        "TRUNCATE core_change",
        "TRUNCATE customers_customer CASCADE",
        "UPDATE core_change SET by_id = NULL",
        "DELETE FROM core_change",
        "SELECT * FROM core_change FOR UPDATE",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION core_log_change(text, text, text, jsonb, jsonb)"
        " RETURNS void LANGUAGE sql AS ''",
        "DELETE FROM django_migrations",
        "COPY core_change TO PROGRAM 'cat'",
    ],
)
def test_the_program_may_not(sql):
    with pytest.raises(ProgrammingError, match=DENIED):
        run(sql)


def test_nobody_grants_themselves_more():
    run("GRANT UPDATE ON core_change TO CURRENT_USER")  # PostgreSQL only warns
    with pytest.raises(ProgrammingError, match=DENIED):
        run("UPDATE core_change SET by_id = NULL")


def test_the_owner_may_or_the_test_above_would_show_nothing():
    with as_owner():
        run("CREATE TABLE mine (id int)")
        run("SET LOCAL session_replication_role = replica")


def test_a_session_that_asks_to_leave_triggers_out_is_not_heard():
    customer = make_customer(make_user("ann"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname) FROM pg_trigger WHERE NOT tgisinternal")
        [names] = cursor.fetchone()
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", [names])
        cursor.execute("UPDATE customers_customer SET city = 'Suzhou'")
    told = Change.objects.filter(model="customers.customer", object_id=customer.pk)
    assert told.first().after == {"city": "Suzhou"}


def test_every_table_can_be_read_and_all_but_the_kept_ones_written():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_table_privilege(oid, 'SELECT'),"
            " has_table_privilege(oid, 'INSERT'),"
            " has_table_privilege(oid, 'UPDATE')"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        rows = cursor.fetchall()
    assert all(reads for _name, reads, _adds, _changes in rows)
    closed = {name for name, _reads, _adds, changes in rows if not changes}
    assert closed == {*roles.kept_tables(), "django_migrations"}
    assert "core_change" in closed
    assert {name for name, _reads, adds, _changes in rows if not adds} == {"django_migrations"}


def test_a_table_of_the_next_version_is_open_to_the_program_at_once():
    with as_owner():
        run("CREATE TABLE later (id bigserial)")
    run("INSERT INTO later DEFAULT VALUES")
    run("DELETE FROM later")


def test_the_site_works_as_this_role(client):
    assert not roles.is_owner()
    client.force_login(make_user("dora", roles=["administrator"]))
    assert client.get("/").status_code == 200


def test_working_as_the_owner_is_told():
    with as_owner():
        assert roles.is_owner()
