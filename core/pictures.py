"""Small pictures that people upload, such as the logo: looked into before they are kept."""

import secrets
import struct

from django import forms
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

MOST_BYTES, MOST_PIXELS = 500_000, 4_000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
KINDS = {PNG: ("png", "image/png"), JPEG: ("jpg", "image/jpeg")}
FOLDER = "firm"


def kind_of(data: bytes) -> tuple[str, str] | None:
    """Return (ending, content type) by what the file begins with; its name proves nothing."""
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), None)


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels; None when the file does not say."""
    try:
        if data.startswith(PNG):
            return struct.unpack(">II", data[16:24]) if data[12:16] == b"IHDR" else None
        at = 2
        while data[at] == 0xFF:
            marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                return width, height
            at += 2 + length
    except (IndexError, struct.error):
        return None
    return None


class PictureField(forms.FileField):
    """A PNG or JPEG of moderate size."""

    default_error_messages = {
        "kind": _("Choose a PNG or JPEG picture."),
        "size": _("Choose a picture of at most 500 KB and 4,000 pixels a side."),
    }

    def __init__(self, **kwargs):
        accept = ",".join(content_type for _ending, content_type in KINDS.values())
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(self.error_messages["size"], code="size")
        content = file.read()
        file.seek(0)
        size = size_of(content) if kind_of(content) else None
        if size is None:
            raise forms.ValidationError(self.error_messages["kind"], code="kind")
        if not all(0 < side <= MOST_PIXELS for side in size):
            raise forms.ValidationError(self.error_messages["size"], code="size")
        return file


def keep_picture(file) -> str:
    """Store an upload under a random name; return the name."""
    if not file or isinstance(file, str):
        return file or ""
    ending, _content_type = kind_of(file.read())
    file.seek(0)
    return default_storage.save(f"{FOLDER}/{secrets.token_hex(8)}.{ending}", file)


def address_of(name: str) -> str:
    """Return the name of the file alone, which the page of the logo is asked with."""
    return name.removeprefix(f"{FOLDER}/")
