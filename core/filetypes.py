"""What a file is, told by its first bytes: the name alone is never believed."""

import struct
import unicodedata
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleBroken

MAX_PIXELS = 60_000_000
MAX_SIDE = 30_000
NAME_LENGTH = 120
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its type, how it begins, what a zip of it contains."""

    content_type: str
    starts: tuple[bytes, ...] = ()
    member: str = ""


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",)),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": Kind("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": Kind("image/webp", (b"RIFF",)),
    "doc": Kind("application/msword", (OLE,)),
    "xls": Kind("application/vnd.ms-excel", (OLE,)),
    "ppt": Kind("application/vnd.ms-powerpoint", (OLE,)),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", ZIP, "word/"),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", ZIP, "xl/"),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", ZIP, "ppt/"),
    "odt": Kind("application/vnd.oasis.opendocument.text", ZIP, "content.xml"),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", ZIP, "content.xml"),
    "zip": Kind("application/zip", ZIP),
    "txt": Kind("text/plain"),
    "csv": Kind("text/csv"),
}
ACCEPT = ",".join(f".{ending}" for ending in KINDS)


def clean_name(name: str) -> str:
    """Return a file name without folders, control signs and signs that turn the text around."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name)
    shown = (" " if each.isspace() else each for each in name)
    name = "".join(each for each in shown if unicodedata.category(each)[0] != "C")
    stem, dot, ending = " ".join(name.split()).rpartition(".")
    stem, ending = stem.strip(" ."), ending.strip()
    return f"{stem[: NAME_LENGTH - len(ending) - 1] or 'file'}{dot}{ending}"[:NAME_LENGTH]


def kind_of(name: str, stream) -> Kind:
    """Return the kind of a file; RuleBroken when it is none of ours or not what it is called."""
    kind = KINDS.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise RuleBroken(
            _("This kind of file is not taken. Choose one of: %s") % ", ".join(sorted(KINDS))
        )
    stream.seek(0)
    start = stream.read(4096)
    fits = start.startswith(kind.starts) if kind.starts else is_text(stream, start)
    if not fits or (kind.member and not has_member(stream, kind.member)):
        raise RuleBroken(_("The content is not what the name says. Save the file again."))
    if kind.content_type.startswith("image/"):
        check_picture(kind, stream)
    stream.seek(0)
    return kind


def is_text(stream, start: bytes) -> bool:
    """Say whether a file is readable text from its first to its last byte."""
    stream.seek(0)
    content = stream.read()
    return b"\0" not in content and any(decodes(content, encoding) for encoding in ENCODINGS)


def decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def has_member(stream, member: str) -> bool:
    """Say whether a zip holds a file that begins so; nothing is unpacked."""
    stream.seek(0)
    try:
        names = zipfile.ZipFile(stream).namelist()
    except (zipfile.BadZipFile, ValueError, struct.error):
        return False
    return any(name.startswith(member) for name in names)


def check_picture(kind: Kind, stream) -> None:
    """Refuse a picture without readable measures, or one that would fill a browser."""
    stream.seek(0)
    try:
        width, height = MEASURES[kind.content_type](stream)
    except (struct.error, IndexError, ValueError):
        raise RuleBroken(_("The picture is damaged. Save it again.")) from None
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise RuleBroken(
            _("The picture measures %(width)d × %(height)d. Make it smaller and add it again.")
            % {"width": width, "height": height}
        )


def png_size(stream):
    head = stream.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError
    return struct.unpack(">II", head[16:24])


def gif_size(stream):
    return struct.unpack("<HH", stream.read(10)[6:10])


def jpeg_size(stream):
    """Walk the segments to the frame: SOF0 … SOF15 without DHT, JPG and DAC."""
    stream.seek(2)
    while True:
        mark, code = struct.unpack(">BB", stream.read(2))
        if mark != 0xFF:
            raise ValueError
        if code == 0xFF:
            stream.seek(-1, 1)
            continue
        [length] = struct.unpack(">H", stream.read(2))
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", stream.read(5))
            return width, height
        if code in (0xD9, 0xDA) or length < 2:
            raise ValueError
        stream.seek(length - 2, 1)


def webp_size(stream):
    head = stream.read(30)
    if head[8:12] != b"WEBP":
        raise ValueError
    form = head[12:16]
    if form == b"VP8X":
        return tuple(int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    if form == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        return tuple(side & 0x3FFF for side in struct.unpack("<HH", head[26:30]))
    raise ValueError


MEASURES = {
    "image/png": png_size,
    "image/gif": gif_size,
    "image/jpeg": jpeg_size,
    "image/webp": webp_size,
}
