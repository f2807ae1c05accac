"""Sheets out of columns and rows: xlsx, csv and xml.

Types are kept (money as numbers, days as dates), and text of users never becomes a formula: in
xlsx it is stored as text unchanged, in csv an apostrophe stands in front.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import XMLGenerator

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # characters, a limit of Excel
MOST_ROWS = {"xlsx": 1_048_575}  # below the head, a limit of Excel too
# no XML has them, and an xlsx is XML
UNWRITABLE = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff\ud800-\udfff]")
CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ in a text as A
FORMATS = {"money": "#,##0.00", "number": "#,##0.###", "percent": "0.0%"}
WIDTHS = {
    "money": 16,
    "number": 10,
    "percent": 10,
    "day": 12,
    "moment": 18,
    "instant": 18,
    "due": 18,
}


@dataclass(frozen=True)
class Kind:
    """A format that a list can be exported to."""

    name: str
    label: str | Promise
    icon: str
    content_type: str


KINDS = (
    Kind(
        "xlsx",
        "Excel",
        "file-spreadsheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Kind("csv", "CSV", "file-text", "text/csv; charset=utf-8"),
    Kind("xml", "XML", "file-code", "application/xml; charset=utf-8"),
)
KIND = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Stamp:
    """Who exported what, when and under which conditions; every export carries it."""

    title: str
    by: str
    at: datetime
    conditions: tuple[str, ...] = ()
    reason: str = ""

    def lines(self) -> list[tuple[str, str]]:
        facts = [
            (_("Exported by"), self.by),
            (_("Exported at"), f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"),
        ]
        if self.reason:
            facts.append((_("What it is for"), self.reason))
        return [(_("Content"), self.title), *facts, *((_("Condition"), c) for c in self.conditions)]


def plain(value):
    """Return a value that a sheet can hold: numbers, days and text; aware times become local."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    return UNWRITABLE.sub("", str(value))[:LONGEST_CELL]


def sheet_value(column, row):
    """Return what one cell of a sheet holds."""
    value = column.value(row)
    if column.kind == "tick":
        return _("yes") if value else _("no")
    return plain(value)


def xlsx_cell(sheet, value, kind="text"):
    """Return a cell whose text can never be read as a formula, nor as anything but itself."""
    if isinstance(value, str):
        value = CODED.sub("_x005F_", plain(value))
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif kind in FORMATS:
        cell.number_format = FORMATS[kind]
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def add_sheet(book, title, labels, kinds, rows):
    """Append a sheet with a bold, frozen head; `rows` are iterables of plain values."""
    sheet = book.create_sheet(title[:31])
    for place, (label, kind) in enumerate(zip(labels, kinds, strict=True), 1):
        width = WIDTHS.get(kind, max(14, min(40, 2 * len(label) + 4)))
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    head = [xlsx_cell(sheet, label) for label in labels]
    for cell, kind in zip(head, kinds, strict=True):
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="right" if kind in FORMATS else "left")
    sheet.append(head)
    for row in rows:
        sheet.append([xlsx_cell(sheet, v, k) for v, k in zip(row, kinds, strict=True)])
    return sheet


def about_sheet(book, stamp: Stamp):
    add_sheet(book, _("About"), [_("Item"), _("Value")], ["text", "text"], stamp.lines())


def write_xlsx(stream, model, columns, rows, stamp, chart=None):
    """Write a workbook; `chart(sheet, rows)` returns what is drawn beside the rows, or None."""
    book = Workbook(write_only=True)
    labels = [column.head(model) for column in columns]
    kinds = [column.kind for column in columns]
    values = ([sheet_value(column, row) for column in columns] for row in rows)
    sheet = add_sheet(book, stamp.title, labels, kinds, values)
    drawn = chart(sheet, rows) if chart and rows else None
    if drawn:
        sheet.add_chart(drawn, f"{get_column_letter(len(columns) + 2)}2")
    about_sheet(book, stamp)
    book.save(stream)


def safe_text(value) -> str:
    """Return the text of a csv cell; what a program would take for a formula gets an apostrophe."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and starts_formula(value):
        return f"'{value}"
    return str(value)


def starts_formula(text: str) -> bool:
    """Say whether a program might take a csv cell for a formula, whatever stands before it."""
    return text.lstrip(" '").startswith(FORMULA_STARTS)


def unguarded(text: str) -> str:
    """Return the text of a csv cell without the apostrophe that `safe_text` put in front."""
    return text[1:] if text.startswith("'") and starts_formula(text) else text


def write_csv(stream, model, columns, rows, stamp):
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
    text.write("\ufeff")  # Excel takes the file for a local encoding without it
    writer = csv.writer(text)
    writer.writerow([safe_text(column.head(model)) for column in columns])
    for row in rows:
        writer.writerow([safe_text(sheet_value(column, row)) for column in columns])
    text.detach()


def write_xml(stream, model, columns, rows, stamp):
    xml = XMLGenerator(stream, "utf-8", short_empty_elements=True)
    xml.startDocument()
    about = {
        "model": model._meta.label_lower,
        "by": plain(stamp.by),
        "at": timezone.localtime(stamp.at).isoformat(timespec="seconds"),
    }
    xml.startElement("rows", about)
    labels = [plain(column.head(model)) for column in columns]
    for row in rows:
        xml.startElement("row", {})
        for column, label in zip(columns, labels, strict=True):
            value = sheet_value(column, row)
            xml.startElement("field", {"name": column.name, "label": label})
            if value is not None:
                xml.characters(value.isoformat() if isinstance(value, date) else str(value))
            xml.endElement("field")
        xml.endElement("row")
    xml.endElement("rows")
    xml.endDocument()


WRITERS = {"xlsx": write_xlsx, "csv": write_csv, "xml": write_xml}


def write(kind: str, stream, model, columns, rows: Iterable, stamp: Stamp) -> None:
    """Write `rows` to the binary `stream` as `kind`, one row at a time."""
    WRITERS[kind](stream, model, columns, rows, stamp)


def filename(title: str, by, kind: str) -> str:
    return f"{title}-{timezone.localtime():%Y%m%d-%H%M}-{by}.{kind}"
