"""Where the customer of a row is: a region in words, in parts, or at the head of the address."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.importing import TextColumn
from core.importing.raw import told
from core.search import CHINESE
from customers import regions
from customers.models import Region

OFFSHORE = re.compile(
    r"(?:中国)?(?:香港|澳门|澳門|台湾|台灣|臺灣)"
)  # no divisions of these are shipped


@dataclass(frozen=True)
class RegionColumn(TextColumn):
    """A province, city or district in words, long or short."""

    def value(self, raw, known):
        """Return the region; what is none may be a part of a place abroad: `place` decides."""
        text = told(raw)
        return region(regions.named(text)) or text or None


def region(code: int | None) -> Region | None:
    """Return a region as it is shipped: no statement for each row of a sheet."""
    division = regions.divisions().get(code)
    return division and Region(pk=code, name=division.name, full_name=division.full)


def place(line) -> None:
    """Find the region of a row: said as a whole, in parts, or at the beginning of the address.

    What names none stays as it was written when it is a place abroad, else it is refused.
    """
    values = line.values
    names = ("province", "region", "city", "district")
    said = [values.pop(name) for name in names if isinstance(values.get(name), str)]
    parts = regions.named("".join(said)) if said else None
    address, rest = regions.split(values.get("address", ""))
    code = parts or (None if said else address)
    if said and not parts:
        keep_abroad(line, said)
    if "region" not in values and code:
        values["region"] = region(code)
        line.raw.setdefault("region", "")
    if address and address == getattr(values.get("region"), "pk", None):
        values["address"] = rest


def keep_abroad(line, said) -> None:
    """Keep a place outside the divisions in one line, the city first."""
    text = ", ".join(reversed(said))
    inland = CHINESE.search(text) and not OFFSHORE.match("".join(said))
    if line.raw.get("region") and inland and not line.values.get("country"):
        reason = _("No region is called “%(text)s”. Type province, city and district.")
        line.refuse(_("Region"), line.raw["region"], reason % {"text": text})
    line.values["city"] = text
