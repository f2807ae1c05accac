"""Rows of a sheet that bring one more contact of the customer in the row above."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import saving
from core.errors import RuleBroken
from core.importing import Importer
from core.importing.line import SKIPPED, Line
from core.importing.raw import as_text
from customers.models import Contact

NAMES, CONTACT = ("name", "number"), "contact_"


@dataclass
class ContactLine(Line):
    """A row with one more contact of the customer above it, which is its `obj`."""

    follows: Line | None = None
    contact: Contact | None = None


class MoreContacts(Importer):
    """Importer of customers whose further contacts stand in the rows below.

    The name of the customer is said again there, or its cell is empty, as merged cells leave it.
    """

    def belongs(self, cells, head, options) -> bool:
        said, first = self.cells_of(cells, options), self.cells_of(head, options)
        if "name" not in said or not said.get("contact_name"):
            return False
        return all(said.get(name, "") in ("", first.get(name, "")) for name in NAMES)

    def cells_of(self, cells, options) -> dict[str, str]:
        """Return the text of the cells that tell customers and contacts apart."""
        named = {name: int(place) for place, name in options["mapping"].items()}
        return {
            name: as_text(cells[named[name]]) if named[name] < len(cells) else ""
            for name in (*NAMES, "contact_name")
            if name in named
        }

    def check(self, rows, options, *, by, seen=None, lock=False):
        own, more = [], []
        for number, cells in rows:
            if own and self.belongs(cells, own[-1][1], options):
                more.append((number, cells, own[-1][0]))
            else:
                own.append((number, cells))
        lines = super().check(own, options, by=by, seen=seen, lock=lock)
        known = {line.number: line for line in lines}
        lines += [self.contact_line(n, cells, known[of], options) for n, cells, of in more]
        return sorted(lines, key=lambda line: line.number)

    def contact_line(self, number, cells, customer, options):
        """Return the line of a further contact, checked like a typed one."""
        columns = {column.name: column for column in self.columns}
        raw = {
            name: cells[int(place)] if int(place) < len(cells) else ""
            for place, name in options["mapping"].items()
            if name in columns
        }
        line = ContactLine(number, raw, {}, [], customer.obj, follows=customer)
        for name in raw:
            if name.startswith(CONTACT):
                self.read(line, columns[name], {}, False)
        if customer.errors:
            line.refuse("", "", _("The row of its customer has faults."))
        elif customer.outcome == SKIPPED:
            line.outcome, line.resembles = SKIPPED, customer.resembles
            return line
        try:
            line.contact = None if line.errors else self.contact_of(line.values, is_main=False)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                line.refuse(self.label(CONTACT + name), "", " ".join(texts))
        return line

    def store_lines(self, lines, *, by):
        more = [line for line in lines if isinstance(line, ContactLine)]
        own = [line for line in lines if not isinstance(line, ContactLine)]
        if own:
            super().store_lines(own, by=by)
        if more:
            self.store_more(more, by=by)

    def store_more(self, lines, *, by):
        """Store further contacts; one whose name the customer has already is left as it is."""
        if any(line.follows.errors for line in lines):
            raise RuleBroken(_("The row of its customer has faults."))
        known = Contact.objects.filter(customer__in={line.obj.pk for line in lines})
        names = set(known.values_list("customer_id", "name"))
        new = []
        for line in lines:
            key = (line.obj.pk, line.contact.name)
            if key in names:
                line.outcome = "same"
                continue
            names.add(key)
            line.contact.pk, line.contact.customer = None, line.obj
            new.append(line.contact)
        saving.prepare(new, by=by)
        Contact.everything.bulk_create(new)
