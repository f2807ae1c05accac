"""Reading sheets that strangers made: xlsx, xls and csv, within limits."""

import csv
import io
from collections.abc import Iterator

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from core.exporting import unguarded
from core.importing import bombs, formula_errors
from core.importing.bombs import BadFile

MAX_ROWS = 200_000
MAX_COLUMNS = 200
LOOKED_AT = 50  # lines of a csv
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def unreadable():
    return _("This is not a sheet that can be read. Save it as xlsx or csv.")


def locked():
    return _("The sheet is protected by a password. Save it without one.")


def read_rows(stream, place=0) -> Iterator[list]:
    """Yield the rows of a sheet as lists of raw values; blank rows stay in their place.

    The kind is told by the first bytes, not by the name: an xls that is called xlsx is read.
    """
    rows = sheet_rows(stream, place) if is_book(stream) else csv_rows(stream)
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise BadFile(_("The sheet has more than %d rows. Split it.") % MAX_ROWS)
        yield row[:MAX_COLUMNS]


def sheet_names(stream) -> list[str]:
    """Return the names of the sheets of a book; of a csv file one without a name."""
    return opened(stream).sheet_names if is_book(stream) else [""]


def first_sheet(stream) -> int:
    """Return the place of the first sheet that is shown and has something in it."""
    if not is_book(stream):
        return 0
    book = opened(stream)
    shown = [
        place
        for place, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if len(shown) < 2:
        return next(iter(shown), 0)
    try:
        return next((n for n in shown if book.get_sheet_by_index(n).total_height), shown[0])
    except (python_calamine.CalamineError, ValueError):
        raise BadFile(unreadable()) from None


def inspect(stream) -> None:
    """Refuse what must not be opened; asked once, when a file comes in."""
    stream.seek(0, io.SEEK_END)
    if stream.tell() > settings.IMPORT_MAX_BYTES:
        limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
        raise BadFile(_("The file is larger than %d MB. Split it.") % limit)
    stream.seek(0)
    content = stream.read()
    if content.startswith(ZIP):
        bombs.refuse(stream)
    elif content.startswith(OLE) and LOCKED in content:
        raise BadFile(locked())
    elif content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise BadFile(_("This is a web page with the name of a sheet. Save it in Excel as xlsx."))
    stream.seek(0)


def is_book(stream) -> bool:
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    return start.startswith((ZIP, OLE))


def opened(stream):
    try:
        return python_calamine.CalamineWorkbook.from_filelike(stream)
    except python_calamine.PasswordError:
        raise BadFile(locked()) from None
    except (python_calamine.CalamineError, ValueError):
        raise BadFile(unreadable()) from None


def sheet_rows(stream, place) -> Iterator[list]:
    book = opened(stream)
    try:
        sheet = book.get_sheet_by_index(place)
        if sheet.total_height * sheet.total_width > bombs.MAX_CELLS:
            raise BadFile(bombs.too_wide())
        errors = formula_errors.found(stream, place)
        for number, row in enumerate(sheet.iter_rows()):
            for column, error in errors.get(number, {}).items():
                if column < len(row):
                    row[column] = error
            yield row
    except (python_calamine.CalamineError, ValueError, IndexError):
        raise BadFile(unreadable()) from None


def csv_rows(stream) -> Iterator[list]:
    """Read csv in UTF-8 or GB18030, with comma, semicolon or tab."""
    head = stream.read(64 * 1024)
    stream.seek(0)
    if b"\x00" in head and not head.startswith(UTF_16):
        raise BadFile(unreadable())
    encoding = encoding_of(stream)
    stream.seek(0)
    delimiter = delimiter_of(head.decode(encoding, errors="ignore"))
    text = io.TextIOWrapper(stream, encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begun = 1
    try:
        for row in reader:
            begun = reader.line_num + 1
            yield [unguarded(cell) for cell in row]
    except csv.Error:
        told = _("In line %d of the csv a quotation mark is missing or too many.")
        raise BadFile(told % begun) from None
    finally:
        text.detach()


def delimiter_of(text: str) -> str:
    """Return the sign that parts the cells: titles above the heads and long remarks mislead."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    return max(",;\t", key=lambda sign: (sum(sign in line for line in lines), text.count(sign)))


def encoding_of(stream) -> str:
    """Return the encoding that reads the whole file: UTF-8, else GB18030; UTF-16 by its mark."""
    stream.seek(0)
    wide = stream.read(2) in UTF_16
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
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
