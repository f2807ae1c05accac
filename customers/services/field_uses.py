"""What the firm decides about the fields of customers, and how complete customers are by it.

The percentage is a column that a trigger keeps (`customers.models.field_uses`); the function of the
database that works it out also says what is missing, so that figure and reason cannot differ.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, TextField
from django.utils.text import capfirst

from core import audit
from core.custom.fields import fields_of, known
from core.integrity import SHOWN, Check, checks
from core.jobs import job
from core.kept import Kept, forget
from core.models import DictionaryItem
from customers.models import Customer, FieldUse
from customers.models.field_uses import FACTS, FIELDS, REACHABLE
from customers.services import totals

SHIPPED_WEIGHTS = {
    REACHABLE: 3,
    "region": 2,
    "industry": 2,
    "level": 2,
    "category": 1,
    "source": 1,
    "address": 1,
    "next_contact_at": 1,
}
OF_ORGANISATIONS = (
    *("tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue"),
)
NOT_FOR_CATEGORIES = ("category",)  # it says itself which category a customer is of
WRONG = """
SELECT c.id, c.number, c.completeness, public.customers_completeness(to_jsonb(c))
FROM customers_customer c WHERE c.id >= %s AND c.id < %s
AND c.completeness <> public.customers_completeness(to_jsonb(c)) ORDER BY c.id LIMIT %s
"""
# the trigger works the value out; which one is written here does not matter
MEND = """UPDATE customers_customer SET completeness = 0 WHERE id = ANY(ARRAY(
    SELECT id FROM customers_customer WHERE id = ANY(%s) ORDER BY id FOR UPDATE))"""


def ship() -> None:
    """Add what an installation starts with; what the firm has decided stays."""
    rows = [FieldUse(field=name, weight=weight) for name, weight in SHIPPED_WEIGHTS.items()]
    rows += [FieldUse(field=name, only_for="organisation") for name in OF_ORGANISATIONS]
    rows.append(FieldUse(field="id_number", only_for="person"))
    FieldUse.objects.bulk_create(rows, ignore_conflicts=True)


@Kept
def decided() -> dict[str, FieldUse]:
    """{field: what the firm has decided about it}."""
    return {use.field: use for use in FieldUse.objects.all()}


def fields(user=None) -> list[tuple[str, str]]:
    """Return (name, label) of all that can count or be left out, custom fields last.

    For a person: those that are not kept from them.
    """
    columns = [(name, capfirst(Customer._meta.get_field(name).verbose_name)) for name in FIELDS]
    own = fields_of(Customer, user) if user else known().get("customers.customer", ())
    custom = [(field.key, field.label) for field in own]
    return [*((name, str(label)) for name, label in FACTS.items()), *columns, *custom]


def categories() -> list[DictionaryItem]:
    """Return the categories that a field can be left out for, in their order."""
    return list(DictionaryItem.objects.filter(type__code="customer_category", is_active=True))


def decide(wanted: dict[str, dict], *, by, shown=None) -> tuple[int, list[str]]:
    """Keep what was decided about some fields; return how many changed, and what was left alone.

    `wanted` is {field: {"weight": 2, "only_for": "", "unused_by": [keys]}}. `shown` says the same
    of what the page had shown: what nobody touched stays as it is by now, and what somebody else
    changed meanwhile is left alone and named.
    """
    shown, left, changed = shown or {}, [], 0
    with audit.acting(by, "field_use.decide"):
        for name, use in locked(wanted).items():
            seen = shown.get(name)
            new = {
                key: value
                for key, value in wanted[name].items()
                if value != getattr(use, key) and (seen is None or value != seen[key])
            }
            if seen is not None and any(getattr(use, key) != seen[key] for key in new):
                left.append(name)
            elif new:
                for key, value in new.items():
                    setattr(use, key, value)
                use.version += 1
                use.save()
                changed += 1
        if changed:
            refresh_completeness.defer()
    forget()
    return changed, left


def locked(wanted) -> dict[str, FieldUse]:
    """Return {field: what is decided about it}, under a lock until the transaction ends."""
    plain = FieldUse()
    spoken = [n for n, v in wanted.items() if any(getattr(plain, k) != v[k] for k in v)]
    FieldUse.objects.bulk_create((FieldUse(field=n) for n in spoken), ignore_conflicts=True)
    rows = FieldUse.objects.filter(field__in=wanted).order_by("pk").select_for_update()
    return {use.field: use for use in rows}


# how complete -------------------------------------------------------------------------------


class Lacking(Func):
    """The names of the fields that count and are missing, as a value of a row of customers."""

    template = "public.customers_lacking(to_jsonb(customers_customer))"
    output_field = ArrayField(TextField())


def wrong(first: int, after: int, limit=totals.SPAN) -> list[tuple]:
    """Return (key, number, stored, true) of customers whose percentage is another one."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG, [first, after, limit])
        return cursor.fetchall()


def refresh() -> int:
    """Work out the percentage of all customers; only those that differ are written."""
    mended = 0
    for first, after in totals.spans():
        keys = [row[0] for row in wrong(first, after)]
        for start in range(0, len(keys), totals.CHUNK):
            with audit.acting(None, "recount"), connection.cursor() as cursor:
                cursor.execute(MEND, [keys[start : start + totals.CHUNK]])
        mended += len(keys)
    return mended


def set_all() -> None:
    """Write the percentage of all customers at once, where the triggers were off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer c "
            "SET completeness = public.customers_completeness(to_jsonb(c))"
        )


def differences() -> list[str]:
    """Say whose percentage is not what the fields say."""
    said = []
    for first, after in totals.spans():
        rows = wrong(first, after, SHOWN - len(said))
        said += [f"customer {number}: {kept} %, is {true} %" for _pk, number, kept, true in rows]
        if len(said) >= SHOWN:
            break
    return said


@job("refresh_completeness")
def refresh_completeness():
    """Work out the percentages again after a rule has changed."""
    refresh()


checks.register("customers.completeness")(
    Check("the completeness of customers is that of their fields", differences, refresh)
)
