"""Where the cells of a book hold the error of a formula: the reader hands them out as blank.

Also where they hold a formula that nothing has worked out yet, as programs write them.
"""

import re
import struct
import zipfile
import zlib
from posixpath import join, normpath

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
STEP = 1 << 20
LONGEST = 40_000  # bytes of one cell with its formula
SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\bid=["']([^"']+)["']""")
PART = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
ERROR = re.compile(rb"""\bt=["']e["']""")
UNWORKED = re.compile(
    rb"""<(?:\w+:)?c\s((?:(?!\bt=["']str)[^>])*[^>/])>\s*"""
    rb"""<(?:\w+:)?f\b[^>]*>[^<]{0,9000}</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?"""
    rb"""</(?:\w+:)?c>"""
)
PLACE = re.compile(rb"""\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
CODES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}
FREE = 0xFFFFFFF0  # keys of sectors from here on have another meaning


def found(stream, place: int) -> dict[int, dict[int, str]]:
    """Return {row: {column: "#N/A"}} of a sheet of a book, both counted from 0.

    What is no book of the known kinds holds none: whether it can be read is the reader's to say.
    """
    stream.seek(0)
    look = in_zip if stream.read(2) == b"PK" else in_ole
    cells: dict[int, dict[int, str]] = {}
    try:
        for row, column, error in look(stream, place):
            cells.setdefault(row, {})[column] = error
    except BROKEN:
        return cells
    finally:
        stream.seek(0)
    return cells


# xlsx --------------------------------------------------------------------------------------


def in_zip(stream, place):
    with zipfile.ZipFile(stream) as archive, archive.open(part_of(archive, place)) as sheet:
        rest = b""
        while text := sheet.read(STEP):
            text = rest + text
            for told, inner in CELL.findall(text) if ERROR.search(text) else ():
                at, value = PLACE.search(told), VALUE.search(inner)
                if at:
                    yield int(at[2]) - 1, column(at[1]), value[1].decode() if value else "#N/A"
            for told in UNWORKED.findall(text) if b"f>" in text else ():
                if at := PLACE.search(told):
                    yield int(at[2]) - 1, column(at[1]), "#CALC!"
            rest = text[-LONGEST:]  # a cell on the edge is met twice: it says the same


def part_of(archive, place) -> str:
    """Return the name of the part that holds a sheet."""
    key = SHEET.findall(archive.read("xl/workbook.xml"))[place]
    for part in PART.findall(archive.read("xl/_rels/workbook.xml.rels")):
        named = dict(re.findall(rb"""(\w+)=["']([^"']*)["']""", part))
        if named.get(b"Id") == key:
            return normpath(join("/xl", named[b"Target"].decode())).lstrip("/")
    raise KeyError(key)


def column(letters: bytes) -> int:
    """Return 0 for A, 27 for AB."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


# xls ---------------------------------------------------------------------------------------


def in_ole(stream, place):
    """Walk the records of a sheet: a cell that is an error, and a formula that ends in one."""
    stream.seek(0)
    data = workbook(stream.read())
    sheets = [struct.unpack_from("<I", body)[0] for kind, body in records(data, 0) if kind == 0x85]
    for kind, body in records(data, sheets[place]):
        if kind == 0x205 and body[7]:
            error = body[6]
        elif kind == 0x06 and body[12:14] == b"\xff\xff" and body[6] == 2:
            error = body[8]
        else:
            continue
        yield *struct.unpack_from("<HH", body), CODES.get(error, "#N/A")


def records(data, at):
    """Yield (kind, body) of the records up to the end of a part; what is nested in it too."""
    depth = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        depth += {0x809: 1, 0x0A: -1}.get(kind, 0)
        if depth <= 0:
            return
        if depth == 1:  # a chart inside the sheet has cells of its own
            yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def workbook(data) -> bytes:
    """Return the stream of the workbook inside an OLE file; short ones lie in sectors of 64."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sectors = data[size:]
    first, cut, short = struct.unpack_from("<I4xII", data, 48)
    table = integers(
        b"".join(sectors[key * size : key * size + size] for key in tables(data, size))
    )
    folder = chained(sectors, size, table, first)
    root = struct.unpack_from("<I", folder, 116)[0]
    for at in range(0, len(folder), 128):
        name = folder[at : at + 64].decode("utf-16-le").rstrip("\0")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", folder, at + 116)
            if length >= cut:
                return chained(sectors, size, table, start)[:length]
            small = chained(sectors, size, table, root)
            return chained(small, 64, integers(chained(sectors, size, table, short)), start)
    raise KeyError("Workbook")


def integers(text: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(text) // 4}I", text)


def tables(data, size):
    """Yield the keys of the sectors that hold the table of sectors."""
    yield from (key for key in struct.unpack_from("<109I", data, 76) if key < FREE)
    more, seen = struct.unpack_from("<I", data, 68)[0], set()
    while more < FREE and more not in seen:
        seen.add(more)
        *keys, more = integers(data[(more + 1) * size : (more + 2) * size])
        yield from (key for key in keys if key < FREE)


def chained(sectors, size, table, key) -> bytes:
    """Return the sectors that follow one another from `key` on; a ring ends where it began."""
    joined, seen = [], set()
    while key < FREE and key not in seen:
        seen.add(key)
        joined.append(sectors[key * size : key * size + size])
        key = table[key]
    return b"".join(joined)
