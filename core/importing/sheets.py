"""Reading sheets that strangers made: xlsx, xls and csv, within limits."""

import csv
import io
import zipfile
from collections.abc import Iterator

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.exporting import unguarded

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_MEMBERS = 2_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class BadFile(RuleBroken):
    """The file cannot be read; the message says why and what to do."""


def read_rows(stream) -> Iterator[list]:
    """Yield the rows of the first sheet as lists of raw values; blank rows stay in their place.

    The kind is told by the first bytes, not by the name: an xls that is called xlsx is read.
    """
    start = stream.read(8)
    stream.seek(0, io.SEEK_END)
    if stream.tell() > settings.IMPORT_MAX_BYTES:
        limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
        raise BadFile(_("The file is larger than %d MB. Split it.") % limit)
    stream.seek(0)
    if start.startswith(ZIP):
        refuse_bombs(stream)
        rows = sheet_rows(stream)
    elif start.startswith(OLE):
        rows = sheet_rows(stream)
    else:
        rows = csv_rows(stream)
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise BadFile(_("The sheet has more than %d rows. Split it.") % MAX_ROWS)
        yield row[:MAX_COLUMNS]


def refuse_bombs(stream) -> None:
    """Sum up what a zip says it unpacks to before anything is unpacked."""
    try:
        members = zipfile.ZipFile(stream).infolist()
    except zipfile.BadZipFile:
        raise BadFile(_("The file is damaged. Save it again as xlsx or csv.")) from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > settings.IMPORT_MAX_UNPACKED:
        raise BadFile(_("The file unpacks to far more than it should; it was not opened."))
    stream.seek(0)


def sheet_rows(stream) -> Iterator[list]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        sheet = book.get_sheet_by_index(0)
        yield from sheet.iter_rows()
    except (python_calamine.CalamineError, ValueError, IndexError):
        raise BadFile(_("This is not a sheet that can be read. Save it as xlsx or csv.")) from None


def csv_rows(stream) -> Iterator[list]:
    """Read csv in UTF-8 or GB18030, with comma, semicolon or tab."""
    head = stream.read(64 * 1024)
    stream.seek(0)
    if b"\x00" in head:
        raise BadFile(_("This is not a sheet that can be read. Save it as xlsx or csv."))
    encoding = encoding_of(stream)
    stream.seek(0)
    sample = head.decode(encoding, errors="ignore").splitlines()
    first = next((line for line in sample if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        for row in csv.reader(text, delimiter=delimiter):
            yield [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise BadFile(_("The csv cannot be read: %s") % error) from None
    finally:
        text.detach()


def encoding_of(stream) -> str:
    """Return the encoding that reads the whole file: UTF-8, else GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        stream.seek(0)
        reader = io.TextIOWrapper(stream, encoding, newline="")
        try:
            while reader.read(1 << 20):
                pass
        except UnicodeDecodeError:
            continue
        else:
            return encoding
        finally:
            reader.detach()
    raise BadFile(_("The text of the file is in an unknown encoding. Save it as UTF-8."))
