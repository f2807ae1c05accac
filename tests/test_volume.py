"""Lists and search over 100,000 customers: what a page reads does not grow with the table.

Plans and pages read are counted, never time. The customers of a person, of a department and of
everybody are asked for by each sortable column, and searched in each way.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import DictionaryItem
from customers.models import Customer
from tests.support.database import as_owner
from tests.support.people import make_department, make_user
from tests.support.records import make_customer
from tests.support.urls import pages_of
from tests.support.volume import buffers, fill, nodes, plans, touched

pytestmark = [pytest.mark.volume, pytest.mark.django_db]

LIST = "/customers/customers/"
SMALL, LARGE, CAP = 10_000, 100_000, 10_000
RARE = "龙"  # a sign that only the marked customers have
SEARCHES = {
    "two signs": "龙吟",
    "pinyin": "longyinzhou",
    "initials": "lyz",
    "two letters": "qx",
    "phone": "8642 9753",
    "number": "LONG-",
}
# As many rows as are counted, a few times over: pages beyond the cap begin at any value.
MOST_ROWS = 5 * CAP


class Firm:
    """Ten sellers here, 290 far away, whose customers grow, and Rita, who owns a few."""

    def __init__(self):
        near, far = make_department("Near"), make_department("Far")
        sellers = [make_user(f"seller{n}", near if n < 10 else far) for n in range(300)]
        self.near, self.far = sellers[:10], sellers[10:]
        self.levels = list(DictionaryItem.objects.filter(type__code="customer_level"))
        self.boss = make_user("boss", roles=["administrator"], language="en")
        self.leader = make_user("leader", near, ["sales_supervisor"], language="en")
        self.seller = sellers[0]
        self.seller.groups.add(*make_user("model", roles=["account_manager"]).groups.all())
        self.rita = make_user("rita", far, ["account_manager"], language="en")
        for n in range(20):
            make_customer(self.rita, f"{RARE}吟舟{n}厂", number=f"LONG-{n}", phone="021-8642 9753")
        make_customer(self.rita, "qiang xing")

    def fill(self, first, last, owners):
        fill(first, last, owners, self.levels)

    def statements(self, user, query):
        """Return the statements about customers that a page needs."""
        client = Client()
        client.force_login(user)
        address = LIST + query
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert query == "" or answer.context["table"].rows, address
        return [q["sql"] for q in found if '"customers_customer"' in q["sql"]]

    def plans(self, user, query):
        return plans(self.statements(user, query))


def questions(firm):
    """Yield (name, person, query) of all pages that are looked at."""
    [page] = [p for p in pages_of(Customer) if p.name.endswith("_list")]
    sorts = [column.sort for column in page.view_class.all_columns(firm.boss) if column.sort]
    people = {"all": firm.boss, "department": firm.leader, "own": firm.seller, "rare": firm.rita}
    for name, person in people.items():
        yield f"{name}", person, ""
        for sort in sorts:
            yield f"{name} by {sort}", person, f"?sort={sort}"
            yield f"{name} by -{sort}", person, f"?sort=-{sort}"
    for name, text in SEARCHES.items():
        yield f"search by {name}", firm.boss, f"?q={text}"
        yield f"own search by {name}", firm.rita, f"?q={text}"
    middle = Customer.objects.get(number="V00003000").pk
    for person in (firm.boss, firm.leader):
        yield f"page 20 of {person}", person, "?page=20&sort=-traded"
        yield f"beyond, {person}", person, f"?after={middle}&sort=city"


def test_what_a_page_reads_does_not_grow_with_the_table():
    firm = Firm()
    firm.fill(1, SMALL, firm.near + firm.far)
    small = {name: buffers(firm.plans(*question)) for name, *question in questions(firm)}
    firm.fill(SMALL + 1, LARGE, firm.far)
    scanned, grown = [], []
    for name, person, query in questions(firm):
        found = firm.plans(person, query)
        scanned += [f"{name}: {node['Node Type']}" for node in too_much(found)]
        pages = buffers(found)
        # an index of pieces of names reads the posting lists of frequent signs as a whole
        if pages > (2 if "search" in name else 1.5) * small[name] + 50:
            grown.append(f"{name}: {small[name]} pages of the database, then {pages}")
    assert not scanned, "\n".join(scanned)
    assert not grown, "\n".join(grown)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX customers_customer_traded")
    assert list(too_much(firm.plans(firm.boss, "?sort=-traded"))), "a missing index is not noticed"


def too_much(found):
    """Yield the nodes of plans that look at more customers than a page may."""
    for node in (node for plan in found for node in nodes(plan)):
        if node.get("Relation Name") == "customers_customer" and touched(node) > MOST_ROWS:
            yield node
