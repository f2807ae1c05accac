"""The duplicate guard over a sheet: all keys of a chunk are looked up at once.

What is equal in tax number, core name or phone is a double: it is left out, changes the customer on
file, or is added anyway, as the person chose for the sheet. A mail domain alone is only told.
"""

from django.db import connection
from django.db.models import Value
from django.utils.translation import gettext as _

from core import firm, privacy
from core.importing import Importer
from core.importing.line import SKIPPED
from core.reach import within
from customers.models import Contact, Customer
from customers.models.keys import WHOLE_PHONE
from customers.naming import core_name
from customers.services import cleaning, duplicates
from customers.services.duplicates import UNIQUE_TAX, Match, domain_of, tail_of

HINT = "mail"  # says that two may be one, not that they are


class Guarded(Importer):
    """Importer of customers that marks rows which may be on file already."""

    guarded = True

    def find_on_file(self, lines, options, *, by, seen, lock):
        if lock:
            take_turns(lines)
        super().find_on_file(lines, options, by=by, seen=seen, lock=lock)
        sound = [line for line in lines if not line.errors]
        phones = may_ask_phones(by)
        keys = {line.number: keys_of(line.values, phones=phones) for line in sound}
        alike = Alike(keys.values(), by)
        choice = options.get("similar") or "skip"
        met = {
            meet(line, keys[line.number], alike, choice, seen): line
            for line in sound
            if line.obj is None
        }
        met.pop(None, None)
        self.give_records(met, by, lock)
        for line in sound:
            self.keep_tax_number_one(line, alike, seen)

    def give_records(self, met, by, lock):
        """Give {key: line} the customers that they are to change, within reach for changing."""
        rows = Customer.objects.visible_to(by, "change").filter(pk__in=met).order_by("pk")
        rows = rows.select_for_update(of=("self",)) if lock else rows
        found = {row.pk: row for row in rows} if met else {}
        for key, line in met.items():
            if key in found:
                line.obj, line.outcome = found[key], "changed"
            else:
                line.outcome = SKIPPED
                line.resembles += " " + _("You may not change it.")

    def keep_tax_number_one(self, line, alike, seen):
        """Refuse a tax number that another customer or another row has."""
        number = str(line.values.get("tax_number", "")).upper()
        if not number or not line.is_sound or not firm.get(UNIQUE_TAX):
            return
        label, own = self.label("tax_number"), getattr(line.obj, "pk", None)
        if alike.found.get(("tax", number), set()) - {own}:
            told = _("Another customer has this tax number. Open that one, or correct the number.")
            line.refuse(label, number, told)
        elif seen.setdefault(("only", number), line.number) != line.number:
            line.refuse(label, number, _("This number or code appears twice in the sheet."))

    def overlay(self, line, options, *, by):
        """What was found by resemblance is never emptied."""
        options = {**options, "clear": False} if line.resembles else options
        return super().overlay(line, options, by=by)


def take_turns(lines) -> None:
    """Let imports store customers one after the other, and wait for forms with the same number.

    Two imports of one sheet at the same moment would both find nobody on file otherwise.
    """
    numbers = {f"tax {line.values['tax_number']}" for line in lines if "tax_number" in line.values}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('customers.import'))")
    duplicates.take_turns(*numbers)


def may_ask_phones(by) -> bool:
    """Say whether phones find customers: a sheet of ten thousand numbers would undo a mask."""
    of_contacts = {"mobile", "office_phone"}
    hidden = privacy.masked(by, Customer) & {"phone"} | privacy.masked(by, Contact) & of_contacts
    return not hidden


def keys_of(values, *, phones=True) -> list[tuple[str, str]]:
    """Return (way, key) of all that a row says, the surest first."""
    phones = [values.get("phone", ""), values.get("contact_mobile", "")] if phones else []
    found = [("tax", str(values.get("tax_number", "")).upper())]
    found.append(("name", core_name(values.get("name", ""))))
    found += [("phone", tail_of(phone)[:WHOLE_PHONE]) for phone in phones]
    found.append((HINT, domain_of(values.get("email", ""))))
    return [(way, key) for way, key in found if key]


class Alike:
    """The customers on file that share a key with the rows of a chunk: two statements."""

    def __init__(self, keys, by):
        wanted: dict[str, set] = {}
        for way, key in (pair for pairs in keys for pair in pairs):
            wanted.setdefault(way, set()).add(key)
        self.found: dict[tuple, set] = {}
        arms = list(arms_of(wanted))
        for pk, way, key in arms[0].union(*arms[1:], all=True) if arms else ():
            self.found.setdefault((way, key), set()).add(pk)
        pks = set().union(*self.found.values())
        rows = Customer.objects.filter(pk__in=pks).select_related("owner")
        rows = rows.annotate(is_open=within(Customer, by, "view"))
        self.rows = {row.pk: row for row in rows} if pks else {}

    def of(self, way, key) -> list:
        """Return the customers with this key, the oldest first."""
        return sorted(pk for pk in self.found.get((way, key), ()) if pk in self.rows)

    def told(self, pk, keys) -> str:
        """Say which customer it is; beyond reach only hints."""
        row = self.rows[pk]
        ways = dict.fromkeys(way for way, key in keys if pk in self.found.get((way, key), ()))
        match = Match(row, tuple(ways), row.is_open)
        name = f"{match.name} {row.number}" if row.is_open else match.name
        return f"{name} · {match.owner} · {match.contacted} ({match.reasons})"


def arms_of(wanted):
    """Yield rows of (key of the customer, way, key), each served by an index."""
    for way, keys in wanted.items():
        for name, arm in cleaning.keyed(way, Customer.objects.all(), whole=True):
            found = arm.order_by().filter(key__in=keys).annotate(way=Value(way))
            yield found.values_list(name, "way", "key")


def meet(line, keys, alike, choice, seen) -> int | None:
    """Mark a line that resembles an earlier row or customers on file.

    Return the key of the customer that it is to change, if it is to change one.
    """
    sure = [(way, key) for way, key in keys if way != HINT]
    above = next((seen["like", *pair] for pair in sure if ("like", *pair) in seen), None)
    found = next((pks for pair in keys if (pks := alike.of(*pair))), [])
    if above:
        line.resembles = _("The same as row %d of the sheet.") % above
    elif found:
        line.resembles = alike.told(found[0], keys)
    is_double = above or any(alike.of(*pair) for pair in sure)
    target = found[0] if is_double and choice == "update" and not above else None
    if target and len(found) > 1:
        line.resembles += " " + _("Several are like it: nobody can tell which one is meant.")
        target = None
    elif target and seen.setdefault(("row", target), line.number) != line.number:
        line.resembles = _("The same as row %d of the sheet.") % seen["row", target]
        target = None
    if is_double and choice != "anyway" and not target:
        line.outcome = SKIPPED
        return None
    for pair in sure:
        seen.setdefault(("like", *pair), line.number)
    return target
