"""Follow-ups by the thousand: a leader's list and a search for words read what they show."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.models import DictionaryItem
from customers.services import copies
from tests.support.database import as_owner
from tests.support.people import make_department, make_user
from tests.support.volume import fill, nodes, plans, touched

pytestmark = [pytest.mark.volume, pytest.mark.django_db]

LIST = "/customers/interactions/"
CUSTOMERS, CAP = 10_000, 200
RARE = 10  # follow-ups of the quiet branch, all of them old
TALK = """
INSERT INTO customers_interaction (created_at, updated_at, version, customer_id, customer_owner_id,
    kind_id, author_id, at, summary, place, next_contact_at, next_contact_note, no_next_reason)
SELECT now(), now(), 1, c.id, c.owner_id, %s, c.owner_id,
    now() - interval '1 day' - (%s - n) * interval '1 minute',
    CASE WHEN n %% 1000 = 7 THEN '要样本 RS485' ELSE '问价格' || n END, '', now(), '', ''
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM customers_customer) AS c
"""


class Firm:
    """A busy branch with a tenth of all customers, a quiet one with ten, and the rest."""

    def __init__(self):
        near, quiet, far = map(make_department, ("Near", "Quiet", "Far"))
        sellers = [
            User(username=f"u{n}", real_name=f"U{n}", department=far if n % 10 else near)
            for n in range(200)
        ]
        User.objects.bulk_create(sellers)
        levels = list(DictionaryItem.objects.filter(type__code="customer_level"))
        fill(1, RARE, [make_user("old", quiet)], levels)
        fill(RARE + 1, CUSTOMERS, sellers, levels)
        kind = DictionaryItem.objects.filter(type__code="interaction_kind").first()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(TALK, [kind.pk, CUSTOMERS])
            cursor.execute("SET LOCAL session_replication_role = origin")
            copies.mend_words()
            cursor.execute("SELECT gin_clean_pending_list('customers_interaction_words')")
            cursor.execute("ANALYZE customers_interaction, customers_interactionwords")
        self.leader, self.other = (
            make_user(name, place, ["sales_supervisor"], language="en")
            for name, place in (("leader", near), ("other", quiet))
        )
        self.boss = make_user("boss", roles=["administrator"], language="en")


@pytest.fixture
def firm(settings):
    settings.LIST_CAP = CAP
    return Firm()


def read(user, query, tables=("customers_customer", "customers_interaction")) -> int:
    """Return how many rows of some tables a page looks at, in the node that reads the most."""
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as found:
        answer = client.get(LIST + query, headers={"HX-Request": "true"})
    assert answer.context["table"].rows, query
    asked = [q["sql"] for q in found if '"customers_interaction"' in q["sql"]]
    reads = (node for plan in plans(asked) for node in nodes(plan))
    return max(touched(node) for node in reads if node.get("Relation Name") in tables)


def test_a_leaders_follow_ups_are_found_without_a_look_at_other_customers(firm):
    for query in ("", "?sort=at", "?page=10", "?size=100"):
        assert read(firm.leader, query, ["customers_customer"]) <= 100, query
        assert read(firm.leader, query) < CUSTOMERS // 4, query
    for query in ("", "?sort=at"):
        assert read(firm.other, query) <= 5 * RARE, "who has few, old ones walks no index for them"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX customers_interaction_owner")
    assert read(firm.other, "") > CUSTOMERS // 2, "a missing index is not noticed"


def test_words_in_follow_ups_are_found_by_their_index(firm):
    tables = ("customers_interaction", "customers_interactionwords")
    for text in ("样本", "rs485", "要样本"):
        assert read(firm.boss, f"?words={text}", tables) < CUSTOMERS // 100, text
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX customers_interaction_words")
    assert read(firm.boss, "?words=样本", tables) >= CUSTOMERS, "a missing index is not noticed"
