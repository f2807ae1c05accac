"""Cleaning: customers that are likely one, decisions that they are two, and dead data.

Likely duplicates share a key of the duplicate guard. They are found group by group along the
index of that key, so a page costs the same however many customers there are; what very many
share, such as the phone of a business park, says nothing and is left out.
"""

from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, firm
from core.errors import RuleBroken
from core.reach import Scope
from core.registry import Registry
from customers.models import Contact, Customer, DistinctPair
from customers.models.keys import FEWEST_DIGITS, MailDomain, PhoneKey
from customers.services.duplicates import FREE_MAIL

MOST = 50  # customers that share a key; more of them are no sign that they are one
GROUPS = """
SELECT within.members FROM (
    SELECT key, array_agg(pk) AS members FROM ({arms}) AS kept(key, pk)
    GROUP BY key HAVING min(pk) < max(pk) AND count(*) <= %s AND length(key) >= %s
) AS shared
CROSS JOIN LATERAL (
    SELECT array_agg(pk ORDER BY pk) AS members FROM ({reached}) AS customers(pk)
    WHERE pk = ANY(shared.members)
) AS within
WHERE cardinality(within.members) * (cardinality(within.members) - 1) / 2 > (
    SELECT count(*) FROM customers_distinctpair
    WHERE first_id = ANY(within.members) AND second_id = ANY(within.members)
)
ORDER BY shared.key LIMIT %s OFFSET %s
"""
AGAINST_GATHERING = """SET LOCAL enable_hashagg {0}; SET LOCAL enable_sort {0};
SET LOCAL max_parallel_workers_per_gather {1}"""
WAYS: dict[str, str | Promise] = {
    "name": gettext_lazy("Same name"),
    "phone": gettext_lazy("Same phone"),
    "tax": gettext_lazy("Same tax number"),
    "mail": gettext_lazy("Same mail domain"),
}
LIFELESS = "lifeless_months"
firm.register(
    firm.FirmSetting(
        LIFELESS,
        "limits",
        gettext_lazy("Months without a sign of life"),
        12,
        firm.number(1, 120),
        gettext_lazy("Customers with nothing new for so long count as dead data."),
    )
)
# {"opportunities": function (since) -> rows with a customer}: other apps add what they know
signs = Registry()
signs.register("contacts")(lambda since: Contact.objects.filter(created_at__gte=since))


def shared_by(way, by, *, size, skip=0) -> list[list[int]]:
    """Return groups of keys of customers within reach that share a key and are not told apart."""
    rows = mergeable(by)
    arms = [
        arm.order_by("key").values_list("key", name).query.sql_with_params()
        for name, arm in keyed(way, rows, whole=by.scope_for(Customer, "delete") == Scope.ALL)
    ]
    reached, params = rows.order_by().values_list("pk").query.sql_with_params()
    # the texts come from the ORM; values travel as parameters
    ordered = " UNION ALL ".join(f"({sql})" for sql, _p in arms)
    statement = GROUPS.format(arms=ordered, reached=reached)
    values = [value for _sql, values in arms for value in values]
    fewest = FEWEST_DIGITS if way == "phone" else 1
    with along_indexes(), connection.cursor() as cursor:
        cursor.execute(statement, [*values, MOST, fewest, *params, size, skip])
        return [members for (members,) in cursor.fetchall()]


@contextmanager
def along_indexes():
    """Let groups be made along the indexes of their keys, as far as a page needs them.

    PostgreSQL takes expressions such as a phone without its signs for much alike, and would rather
    gather all of them first.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(AGAINST_GATHERING.format("= off", "= 0"))
        yield
        cursor.execute(AGAINST_GATHERING.format("TO DEFAULT", "TO DEFAULT"))


def mergeable(by) -> QuerySet:
    """Return the customers that this person may merge."""
    return Customer.objects.visible_to(by, "delete")


def keyed(way, rows, *, whole):
    """Yield (name of the key of the customer, rows with `key`); `whole`: `rows` are all of them."""
    if way == "name":
        yield "pk", rows.exclude(name_core="").annotate(key=F("name_core"))
    elif way == "tax":
        yield "pk", rows.exclude(tax_number="").annotate(key=F("tax_number"))
    elif way == "mail":
        found = rows.exclude(email="").annotate(key=MailDomain(F("email")))
        yield "pk", found.exclude(key__in=["", *sorted(FREE_MAIL)])
    else:
        yield "pk", rows.exclude(phone="").annotate(key=PhoneKey(F("phone")))
        contacts = Contact.objects.all()
        contacts = contacts if whole else contacts.filter(customer__in=rows.values("pk"))
        for name in ("mobile", "office_phone"):
            found = contacts.exclude(**{name: ""}).annotate(key=PhoneKey(F(name)))
            yield "customer_id", found


def tell_apart(customers, *, by) -> int:
    """Keep that these customers are different ones, so that they are not asked about again."""
    keys = sorted({customer.pk for customer in customers})
    if len(keys) < 2:
        raise RuleBroken(_("Tick at least two customers."))
    with audit.acting(by, "customer.tell_apart"):
        pairs = [
            DistinctPair(first_id=first, second_id=second, by=by)
            for first, second in combinations(keys, 2)
        ]
        # decided twice at the same moment: the constraint keeps one
        DistinctPair.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)


def decisions(by) -> QuerySet:
    """Return the pairs told apart of which the person may merge both, newest first."""
    keys = mergeable(by).values("pk")
    rows = DistinctPair.objects.filter(first__in=keys, second__in=keys)
    return rows.select_related("first", "second", "by").order_by("-pk")


def take_back(pair: DistinctPair, *, by) -> None:
    """Let two customers be asked about again."""
    with audit.acting(by, "customer.take_back"):
        pair.delete()


def lifeless(rows):
    """Keep customers with no follow-up, contact, chance or order for so many months."""
    since = timezone.now() - timedelta(days=firm.get(LIFELESS) * 365 // 12)
    rows = rows.silent_since(since).filter(created_at__lt=since)
    rows = rows.filter(Q(last_order_on=None) | Q(last_order_on__lt=since.date()))
    rows = rows.exclude(state__in=[Customer.State.INVALID, Customer.State.LOST])
    for newer in signs.values():
        rows = rows.exclude(Exists(newer(since).filter(customer=OuterRef("pk"))))
    return rows
