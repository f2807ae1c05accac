"""Workbooks that would fill memory or never end are refused before the reader opens them.

Every member of the zip is unpacked once into nothing, with a limit: the sizes that its directory
tells may be lies. Of the sheets, the cell furthest out counts: readers make room for all cells up
to it.
"""

import re
import zipfile
import zlib

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import RuleBroken

MAX_MEMBERS = 2_000
MAX_CELLS = 8_000_000  # of the rectangle from the first cell to the last
STEP = 1 << 20
PLACE = re.compile(rb"""\br=["']([A-Za-z]{0,9})(\d{1,19})["']""")


class BadFile(RuleBroken):
    """The file cannot be read; the message says why and what to do."""


def too_wide() -> str:
    return _("The cells of the sheet lie too far apart. Copy its rows into a new sheet.")


def refuse(stream) -> None:
    """Raise BadFile when the zip is no workbook that can be opened without harm."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            told = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or told > settings.IMPORT_MAX_UNPACKED:
                raise BadFile(bomb())
            if "xl/workbook.xml" not in names:
                raise BadFile(_("This is not a sheet that can be read. Save it as xlsx or csv."))
            left = settings.IMPORT_MAX_UNPACKED
            for member in members:
                left -= unpacked(archive, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BadFile(_("The file is damaged. Save it again as xlsx or csv.")) from None


def bomb() -> str:
    return _("The file unpacks to far more than it should; it was not opened.")


def unpacked(archive, member, left) -> int:
    """Return the true size of a member; look at the places of the cells on the way."""
    member.file_size = left + 1  # not what the directory says: read on to the true end
    is_sheet = member.filename.lower().startswith("xl/worksheets/")
    size, rest, width, height = 0, b"", 0, 0
    with archive.open(member) as stream:
        while part := stream.read(STEP):
            size += len(part)
            if size > left:
                raise BadFile(bomb())
            if is_sheet:
                text = rest + part
                places = PLACE.findall(text)
                width = max(width, *map(column, {letters for letters, _row in places}), 0)
                height = max(height, *map(int, {row for _letters, row in places}), 0)
                rest = text[-40:]
                if width * height > MAX_CELLS:
                    raise BadFile(too_wide())
    return size


def column(letters: bytes) -> int:
    """Return 1 for A, 28 for AB."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
