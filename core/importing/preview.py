"""The first rows as they will be stored: values converted, faults beside them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.custom.importing import importer_for
from core.importing.work import chunks
from core.models import BatchItem

SHOWN = 5


@dataclass(frozen=True)
class PreviewCell:
    """One value in words; `fault` says why it cannot be taken, `new` that it replaces another."""

    text: str
    fault: str = ""
    new: bool = False


@dataclass(frozen=True)
class PreviewRow:
    line: int
    outcome: str
    fault: str
    resembles: str
    cells: list[PreviewCell]


def preview(batch) -> tuple[list[str], list[PreviewRow]]:
    """Return the labels of the mapped columns, and the first rows."""
    importer = importer_for(batch.model, batch.by)
    chunk = next(chunks(batch, importer, 0, SHOWN), [])
    lines = importer.check(chunk, batch.options, by=batch.by)
    names = [name for _place, name in sorted(batch.options["mapping"].items(), key=place)]
    words = dict(BatchItem.Outcome.choices)
    rows = []
    for line in lines:
        faults = {column: reason for column, _value, reason in line.errors}
        cells = [cell_of(importer, line, name, faults) for name in names]
        told = any(cell.fault for cell in cells)
        fault = "" if told or not line.errors else line.errors[0][2]
        outcome = _("Refused") if line.errors else words[line.outcome]
        rows.append(PreviewRow(line.number, outcome, fault, line.resembles, cells))
    return [importer.label(name) for name in names], rows


def tally(batch) -> str:
    """Return the numbers of an import in words: Added 1,198 · Changed 43 · Category: 2 new."""
    counts, importer = batch.options.get("counts", {}), importer_for(batch.model, batch.by)
    outcomes = dict(BatchItem.Outcome.choices)
    parts = [f"{outcomes[name]} {number:,}" for name, number in counts.items() if number]
    for name, number in batch.options.get("making", {}).items():
        words = {"column": importer.label(name), "number": number}
        parts.append(_("%(column)s: %(number)d new") % words)
    return " · ".join(parts)


def place(pair) -> int:
    return int(pair[0])


def cell_of(importer, line, name, faults) -> PreviewCell:
    value = line.values.get(name) if name not in importer.custom_names else None  # kept as JSON
    text = shown(line.raw[name] if value is None else value)
    return PreviewCell(text[:80], faults.get(importer.label(name), ""), name in line.changed)


def shown(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{localtime(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value.isoformat() if isinstance(value, date) else value)
