"""Likely duplicates among many customers: a page of groups is read along an index of its key."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import DictionaryItem
from customers.models import Contact, Customer
from customers.services import cleaning
from tests.support.database import as_owner
from tests.support.people import make_user
from tests.support.volume import fill, nodes, plans, touched

pytestmark = [pytest.mark.volume, pytest.mark.django_db]

CUSTOMERS = 20_000
SHARED = """
UPDATE customers_customer SET tax_number = '', email = 'a@firm' || id %% 4000 || '.cn',
    phone = '021-8' || lpad((id %% 4000)::text, 7, '0'), name_core = 'firm ' || id %% 4000
"""


def read(boss, way) -> int:
    """Return how many customers and contacts the first page of groups looks at."""
    with CaptureQueriesContext(connection) as found:
        assert len(cleaning.shared_by(way, boss, size=21)) == 21
    [asked] = [q["sql"] for q in found if "GROUP BY key" in q["sql"]]
    with cleaning.along_indexes():
        [plan] = plans([asked])
    tables = ("customers_customer", "customers_contact")
    return sum(touched(node) for node in nodes(plan) if node.get("Relation Name") in tables)


def test_a_page_of_groups_reads_no_more_than_it_shows():
    boss = make_user("boss", roles=["administrator"])
    fill(1, CUSTOMERS, [boss], list(DictionaryItem.objects.filter(type__code="customer_level")))
    keys = list(Customer.objects.values_list("pk", flat=True))
    Contact.objects.bulk_create(
        Contact(customer_id=key, name="C", mobile=f"138{place:08}")
        for place, key in enumerate(keys[:2_000])
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SHARED, [])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE customers_customer, customers_contact")
    for way in ("name", "phone", "mail"):
        assert read(boss, way) < CUSTOMERS // 10, way
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX customers_customer_same_phone")
    assert read(boss, "phone") >= CUSTOMERS, "a missing index is not noticed"
