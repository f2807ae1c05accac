"""The duplicate guard: who is on file already that a new customer may be."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from django import forms
from django.core import signing
from django.db import connection
from django.db.models import F, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import firm
from core.errors import RuleBroken
from core.reach import within
from core.search import PhoneTail, StartsWith, like_prefix
from customers.models import AccessRequest, Contact, Customer
from customers.models.keys import FEWEST_DIGITS, MailDomain
from customers.naming import core_name

SALT = "customers.similar"
FRESH = 12 * 60 * 60  # seconds; as long as a session
SHOWN = 5
EXTENSION = re.compile(r"(?:转|分机|ext\.?|#)\D{0,3}\d{1,6}\D*$", re.IGNORECASE)
LANDLINE = 9  # digits at least, with the area and without its 0: what follows is an extension
UNIQUE_TAX = "unique_tax_number"
firm.register(
    firm.FirmSetting(
        UNIQUE_TAX,
        "firm",
        gettext_lazy("A tax number belongs to one customer"),
        True,
        lambda: forms.BooleanField(required=False),
        gettext_lazy("A second customer with the same tax number cannot be filed."),
        shown=lambda value: _("yes") if value else _("no"),
    )
)
# Everybody's: an address there says nothing about the firm.
FREE_MAIL = {
    *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net"),
    *("139.com", "189.cn", "wo.cn", "sina.com", "sina.cn", "sohu.com", "tom.com", "21cn.com"),
    *("aliyun.com", "gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
    *("icloud.com", "yahoo.com", "yahoo.com.cn", "yahoo.cn"),
}
TURNS = """
SELECT pg_advisory_xact_lock(hashtext(text)) FROM (
    SELECT text FROM unnest(%s::text[]) AS texts(text) ORDER BY text
) AS sorted
"""
WHY = {
    "tax": gettext_lazy("same tax number"),
    "name": gettext_lazy("same name"),
    "phone": gettext_lazy("same phone"),
    "contact": gettext_lazy("a contact has this phone"),
    "mail": gettext_lazy("same mail domain"),
}


@dataclass(frozen=True)
class Match:
    """A customer on file that may be the same; beyond reach only hints are told."""

    customer: Customer
    why: tuple[str, ...]  # keys of WHY
    is_open: bool
    asks: tuple = ()  # ((signed, label), …)

    @property
    def reasons(self) -> str:
        return " · ".join(str(WHY[way]) for way in self.why)

    @property
    def name(self) -> str:
        return self.customer.name if self.is_open else f"{self.customer.name_core[:2]}*"

    @property
    def owner(self) -> str:
        owner = self.customer.owner
        if owner is None:
            return _("in the public pool")
        return _("account manager %s") % (owner if self.is_open else f"{str(owner)[:1]}*")

    @property
    def contacted(self) -> str:
        last = self.customer.last_contact_at
        if last is None:
            return _("no contact yet")
        days = (timezone.localdate() - timezone.localtime(last).date()).days
        return ngettext("last contact %d day ago", "last contact %d days ago", days) % days


def take_turns(*texts: str) -> None:
    """Wait for the others who file a customer by the same texts, until their transaction ends.

    Who asks afterwards whether one is on file sees theirs. Everybody waits in the same order.
    """
    with connection.cursor() as cursor:
        cursor.execute(TURNS, [sorted(set(texts))])


def turns_of(name: str, phone: str) -> list[str]:
    """Return the texts by which two forms may file one customer twice."""
    found = (("name", core_name(name)), ("phone", tail_of(phone)))
    return [f"{way} {text}" for way, text in found if text]


def guard(customer: Customer, typed, *, by, has_reason: bool) -> list[Match]:
    """Return who is on file that a new customer may be, once others who file the like are done.

    With a reason it is filed whoever else files it, but for the tax number. If nobody has that,
    `check_tax_number` need not ask again in the transaction, which holds its turn.
    """
    turns = [] if has_reason else turns_of(typed["name"], typed["phone"])
    if typed["tax_number"]:
        turns.append(f"tax {typed['tax_number']}")
    if turns:
        take_turns(*turns)
    found = find(by, **typed)
    if not any("tax" in match.why for match in found):
        customer.unshared_tax_number = typed["tax_number"]
    return found


def find(by, *, name="", phone="", tax_number="", email="", but=None) -> list[Match]:
    """Return the customers that share name, number, phone or mail domain: two statements."""
    arms = [
        rows.order_by().annotate(way=Value(way)).values_list(key, "way")[: SHOWN * 2]
        for way, key, rows in asked(name, phone, tax_number, email)
    ]
    if not arms:
        return []
    ways: dict[int, list] = {}
    for key, way in arms[0].union(*arms[1:], all=True):
        if key != but and way not in ways.setdefault(key, []):
            ways[key].append(way)
    ways.pop(but, None)
    rows = Customer.objects.filter(pk__in=ways).select_related("owner")
    rows = rows.annotate(is_open=within(Customer, by, "view"))
    found = [match(row, tuple(ways[row.pk]), by) for row in rows]
    order = list(WHY)
    return sorted(found, key=lambda m: (min(map(order.index, m.why)), m.customer.pk))[:SHOWN]


def asked(name, phone, tax_number, email):
    """Yield (way, key, rows) for each thing that is known; every one is served by an index."""
    customers, contacts = Customer.objects.all(), Contact.objects.filter(customer__deleted_at=None)
    if tax_number:
        yield "tax", "pk", customers.filter(tax_number=tax_number.upper())
    if core := core_name(name):
        yield "name", "pk", customers.filter(name_core=core)
    if tail := tail_of(phone):
        yield "phone", "pk", customers.filter(has_tail("phone", tail))
        yield "contact", "customer_id", contacts.filter(has_tail("mobile", tail))
        yield "contact", "customer_id", contacts.filter(has_tail("office_phone", tail))
    if domain := domain_of(email):
        yield "mail", "pk", customers.alias(domain=MailDomain(F("email"))).filter(domain=domain)


def tail_of(phone: str) -> str:
    """Return the digits of a whole phone in reverse, without country, trunk 0 and extension.

    A part of a phone gives "".
    """
    number = EXTENSION.sub("", normalize("NFKC", phone or ""))
    said = re.sub(r"\D", "", number)
    digits = re.sub(r"^(?:(?:00)?86)?0?(?=\d{9,})", "", said)
    base, mark, end = number.rpartition("-")
    shorter = re.sub(r"\D", "", base)[len(said) - len(digits) :]
    if mark and re.fullmatch(r"\d{1,5}", end) and len(shorter) >= LANDLINE:
        digits = shorter
    return digits[::-1] if len(digits) >= FEWEST_DIGITS else ""


def has_tail(field: str, tail: str):
    return StartsWith(PhoneTail(F(field)), Value(like_prefix(tail)))


def domain_of(email: str) -> str:
    domain = (email or "").rpartition("@")[2].strip().lower() if "@" in (email or "") else ""
    return "" if domain in FREE_MAIL else domain


def match(row, ways, by) -> Match:
    asks = ()
    if row.owner_id and not row.is_open:
        asks = tuple(
            (signing.dumps([row.pk, by.pk, kind], salt=SALT), label)
            for kind, label in (
                ("cowork", _("Ask to co-work")),
                ("takeover", _("Ask to take over")),
            )
        )
    return Match(row, ways, row.is_open, asks)


def asked_for(signed: str, by) -> tuple[Customer, str]:
    """Return the customer and the kind of request that a signed button means."""
    try:
        key, user, kind = signing.loads(signed, salt=SALT, max_age=FRESH)
    except (signing.BadSignature, ValueError):
        key, user, kind = None, None, ""
    customer = Customer.objects.filter(pk=key).first() if user == by.pk else None
    if customer is None or kind not in AccessRequest.Kind.values:
        raise RuleBroken(_("This offer is too old. Type the name again."))
    return customer, kind


def check_tax_number(customer: Customer) -> None:
    """Refuse a tax number that another customer has, as far as the firm wants it so.

    Two savings at the same moment wait for each other: the number itself is locked.
    """
    if not customer.tax_number or not firm.get(UNIQUE_TAX):
        return
    if customer.former is not None and customer.former.tax_number == customer.tax_number:
        return
    if getattr(customer, "unshared_tax_number", "") == customer.tax_number:
        return
    take_turns(f"tax {customer.tax_number}")
    rows = Customer.objects.filter(tax_number=customer.tax_number).exclude(pk=customer.pk)
    if rows.exists():
        raise RuleBroken(
            _("Another customer has this tax number. Open that one, or correct the number."),
            field="tax_number",
        )


def note_reason(customer: Customer, reason: str) -> None:
    """Keep on the customer why it was filed although a similar one is there."""
    if reason:
        why = _("Another customer than the similar one on file: %s") % reason
        customer.remark = f"{customer.remark}\n{why}".strip()
