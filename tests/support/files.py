"""Files of every kind that is taken, small and real, and some that only pretend."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from core import attachments
from tests.support.people import make_department, make_user
from tests.support.records import make_customer


def png(width=1, height=1):
    """Return a grey picture; its head may claim any measures."""

    def part(name, data):
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = part(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + rows + part(b"IEND", b"")


def office(member):
    """Return a zip that holds one file, as an Office document does."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(member, "<document/>")
    return stream.getvalue()


PNG = png()
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04\0\0\xff\xc0\x00\x11\x08\x00\x10\x00\x20" + b"\0" * 12 + b"\xff\xd9"
)
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\x00\x00\x00" + b"\0" * 12
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64
TAKEN = {
    "Angebot.pdf": PDF,
    "foto.png": PNG,
    "foto.JPG": JPEG,
    "foto.jpeg": JPEG,
    "foto.gif": GIF,
    "foto.webp": WEBP,
    "brief.doc": OLE,
    "liste.xls": OLE,
    "folien.ppt": OLE,
    "合同.docx": office("word/document.xml"),
    "价格.xlsx": office("xl/workbook.xml"),
    "方案.pptx": office("ppt/presentation.xml"),
    "brief.odt": office("content.xml"),
    "tabelle.ods": office("content.xml"),
    "alles.zip": office("a.txt"),
    "说明.txt": "你好".encode("gb18030"),
    "liste.csv": "客户,电话\n".encode(),
}


def upload(name="foto.png", content=PNG):
    return SimpleUploadedFile(name, content)


def add_file(record, name="foto.png", content=PNG, *, by):
    """Add a file to a record as its page does."""
    return attachments.add(record, upload(name, content), by=by)


def stored_files():
    """Return the places of all stored files."""
    root = Path(settings.MEDIA_ROOT)
    folder = root / "attachments"
    return sorted(str(path.relative_to(root)) for path in folder.rglob("*") if path.is_file())


class AttachmentTests(TestCase):
    """Ann and Carl sell in two departments; the customer is Ann's."""

    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(self.settings(MEDIA_ROOT=folder))
        east, west = make_department("华东区"), make_department("西南区")
        roles = ["account_manager"]
        self.ann = make_user("ann", east, roles, language="en")
        self.carl = make_user("carl", west, roles, language="en")
        self.customer = make_customer(self.ann, "华宁精密")

    def send(self, *files, by=None, record=None, **headers):
        record = record or self.customer
        self.client.force_login(by or self.ann)
        url = reverse("core:attachment_add", args=[record._meta.label_lower, record.pk])
        return self.client.post(url, {"file": files}, headers=headers)

    def page(self, name, attachment, by=None, method="get"):
        self.client.force_login(by or self.ann)
        return getattr(self.client, method)(
            reverse(f"core:attachment_{name}", args=[attachment.pk])
        )

    def tab(self, by=None):
        self.client.force_login(by or self.ann)
        return self.client.get(f"{self.customer.get_absolute_url()}?tab=files")
