"""What two customers have in common when they are one, and what no customer can have."""

from django.db.models import BooleanField, F, Func, Index, Q, TextField

from customers.papers import TAX_SIGNS

# Digits, counted from the end: so many are the same in 021-55881702 and +86 21 5588 1702.
WHOLE_PHONE = 10
FEWEST_DIGITS = 7


class MailDomain(Func):
    """What stands behind the @ of an address, lower case."""

    template = "lower(split_part(%(expressions)s, '@', 2))"
    output_field = TextField()


class PhoneKey(Func):
    """The last digits of a phone in reverse: equal with and without country code."""

    template = f"left(public.phone_tail(%(expressions)s), {WHOLE_PHONE})"
    output_field = TextField()


def tax_sum(column: str) -> str:
    """Return SQL of the check sum of a tax number; it is 0 when the last sign fits."""
    weights = [*(pow(3, place, 31) for place in range(17)), 1]
    parts = (
        f"(strpos('{TAX_SIGNS}', substr({column}, {place}, 1)) - 1) * {weight}"
        for place, weight in enumerate(weights, 1)
    )
    return f"({' + '.join(parts)}) % 31"


class Impossible(Func):
    """Whether phone, e-mail or tax number is none: given in this order.

    The index on this very condition holds the few rows that meet it.
    """

    output_field = BooleanField()
    conditional = True
    arity = 3

    def as_sql(self, compiler, connection, **extra):
        phone, email, tax = (compiler.compile(each)[0] for each in self.source_expressions)
        total = tax_sum(tax).replace("%", "%%")
        return (
            f"(({phone} <> '' AND length(public.phone_tail({phone})) < {FEWEST_DIGITS})"
            f" OR ({email} <> '' AND {email} !~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$')"
            f" OR ({tax} <> '' AND {total} <> 0))"
        ), []


IMPOSSIBLE = Q(Impossible("phone", "email", "tax_number"))
UNREACHABLE = Q(mobile="", office_phone="", email="", wechat="")


def shared(key, name, *also, but=None) -> Index:
    """Return the index that finds rows on file with the same key.

    It carries what a list of doubles asks besides, so PostgreSQL need not visit the table.
    """
    keys, fields = ((), [key]) if isinstance(key, str) else ((key,), [])
    condition = Q(deleted_at=None) & but if but else Q(deleted_at=None)
    return Index(*keys, fields=fields, include=also, condition=condition, name=name)


OF_CUSTOMERS = (
    shared("name_core", "customers_customer_core", "id", "owner"),
    shared("tax_number", "customers_customer_same_tax", "id", "owner", but=~Q(tax_number="")),
    shared(
        PhoneKey(F("phone")),
        "customers_customer_same_phone",
        "phone",
        "id",
        "owner",
        but=~Q(phone=""),
    ),
    shared(MailDomain(F("email")), "customers_customer_domain", "email", "id", "owner"),
    Index(
        fields=["id"],
        condition=IMPOSSIBLE & Q(deleted_at=None),
        name="customers_customer_impossible",
    ),
)
OF_CONTACTS = (
    *(
        shared(
            PhoneKey(F(field)),
            f"customers_contact_same_{short}",
            field,
            "customer",
            but=~Q(**{field: ""}),
        )
        for field, short in (("mobile", "mobile"), ("office_phone", "office"))
    ),
    Index(
        fields=["id"],
        condition=UNREACHABLE & Q(deleted_at=None),
        name="customers_contact_unreachable",
    ),
)
