"""Department and below at 500 departments and 2,000 people: no page walks all customers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, User
from accounts.services import departments, tree
from core.models import DictionaryItem
from customers.models import Contact, Customer
from tests.support.people import make_department, make_user
from tests.support.records import make_churn_case
from tests.support.volume import fill, nodes, plans, touched

pytestmark = [pytest.mark.volume, pytest.mark.django_db]

CUSTOMERS, RARE = 30_000, 60
LIST = "/customers/customers/"


class Firm:
    """Twenty regions of five branches of four teams; one branch owns 60 old customers only."""

    def __init__(self):
        top = make_department("Firm")
        regions = self.level([top], 20)
        self.branches = self.level(regions, 5)
        teams = self.level(self.branches, 4)
        people = [
            User(username=f"u{n}", real_name=f"U{n}", department=teams[n % len(teams)])
            for n in range(2000)
        ]
        User.objects.bulk_create(people)
        rare = self.branches[-1]
        quiet = [person for person in people if person.department.parent_id == rare.pk]
        busy = [person for person in people if person.department.parent_id != rare.pk]
        levels = list(DictionaryItem.objects.filter(type__code="customer_level"))
        fill(1, RARE, quiet, levels)
        fill(RARE + 1, CUSTOMERS, busy, levels)
        self.people = {
            name: make_user(name, place, ["sales_supervisor"], language="en")
            for name, place in (("rare", rare), ("branch", self.branches[0]), ("top", top))
        }

    def level(self, parents, count):
        """Open `count` departments below each of some."""
        rows = [Department(name=f"D{n}", parent=parent) for parent in parents for n in range(count)]
        Department.objects.bulk_create(rows)
        for row in rows:
            row.path = departments.below(row.parent, row)
        Department.objects.bulk_update(rows, ["path"])
        return rows


def test_department_and_below_reads_what_it_shows(django_assert_num_queries):
    firm = Firm()
    with django_assert_num_queries(2):
        assert len(tree.nodes()) > 500
    wrong = []
    for name, person in firm.people.items():
        client = Client()
        client.force_login(person)
        for query in ("", "?sort=created_at", "?sort=-traded"):
            with CaptureQueriesContext(connection) as found:
                page = client.get(LIST + query, headers={"HX-Request": "true"})
            assert page.context["table"].rows
            asked = [q["sql"] for q in found if '"customers_customer"' in q["sql"]]
            assert any("= ANY(ARRAY(" in sql or "= ANY (ARRAY(" in sql for sql in asked), asked
            for plan in plans(asked):
                for node in nodes(plan):
                    if node.get("Relation Name") != "customers_customer":
                        continue
                    # whoever sees all may read the heap up to the cap; nobody else reads all of it
                    most = 2 * CUSTOMERS if name == "top" else CUSTOMERS // 4
                    if touched(node) > most:
                        wrong.append(f"{name} {query}: {node['Node Type']} {touched(node)} rows")
    assert not wrong, "\n".join(wrong)
    hanging_reads_what_it_shows(firm)


def hanging_reads_what_it_shows(firm):
    """What hangs on customers asks for the reach of each row, never gathers all customers."""
    customers = Customer.objects.order_by("pk")[:30]
    Contact.objects.bulk_create(Contact(customer=row, name=f"C{row.pk}") for row in customers)
    for row in customers[:6]:
        make_churn_case(row)
    client, wrong = Client(), []
    client.force_login(firm.people["top"])
    for address in ("/customers/contacts/", "/customers/churn-cases/board/"):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        asked = [q["sql"] for q in found if '"customers_customer"' in q["sql"]]
        for node in (node for plan in plans(asked) for node in nodes(plan)):
            read = touched(node) if node.get("Relation Name") == "customers_customer" else 0
            if read > CUSTOMERS // 10:
                wrong.append(f"{address}: {node['Node Type']} {read} rows")
    assert not wrong, "\n".join(wrong)
