"""Uploads that want to be more than a file."""

import struct
from unittest import mock

from django.test import override_settings

from core import attachments
from core.errors import RuleBroken
from core.filetypes import clean_name
from core.models import Attachment
from tests.support.files import (
    GIF,
    JPEG,
    PNG,
    AttachmentTests,
    add_file,
    office,
    png,
    stored_files,
    upload,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


class HostileUploadTests(AttachmentTests):
    def assert_refused(self, name, content):
        self.send(upload(name, content))
        self.assertFalse(Attachment.objects.exists(), name)
        self.assertEqual(stored_files(), [], name)

    def test_programs_and_active_pages_are_refused(self):
        for name in (
            "x.html",
            "x.svg",
            "x.php",
            "x.pHp",
            "x.py",
            "x.jsp",
            "x.exe",
            "x.png.html",
            "x",
        ):
            self.assert_refused(name, HTML)

    def test_a_page_or_a_drawing_called_picture_is_refused(self):
        for name in ("x.png", "x.jpg", "x.gif", "x.webp", "x.pdf", "x.docx", "x.xls", "x.zip"):
            self.assert_refused(name, HTML)
            self.assert_refused(name, SVG)

    def test_a_zip_is_no_office_document(self):
        self.assert_refused("x.docx", office("xl/workbook.xml"))
        self.assert_refused("x.xlsx", b"PK\x03\x04 and no more")

    def test_noise_is_no_text(self):
        self.assert_refused("x.txt", b"ab\0cd")
        self.assert_refused("x.csv", b"\xff\xff\xff")

    def test_an_empty_file_is_refused(self):
        self.assert_refused("x.png", b"")

    def test_a_picture_that_unpacks_to_gigabytes_is_refused(self):
        self.assert_refused("x.png", png(30_000, 30_000))
        self.assert_refused("x.png", png(0, 1))
        self.assert_refused("x.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0" * 9)

    def test_a_damaged_picture_is_refused(self):
        self.assert_refused("x.png", PNG[:14])
        self.assert_refused("x.jpg", JPEG[:8])
        self.assert_refused("x.jpg", b"\xff\xd8\xff" + b"\0" * 40)
        self.assert_refused("x.webp", b"RIFF\0\0\0\0WEBPVP8?" + b"\0" * 40)

    @mock.patch("core.attachments.max_bytes", return_value=len(PNG))
    def test_a_byte_over_the_limit_is_refused(self, _limit):
        self.assert_refused("x.png", PNG + b"\0")
        self.send(upload("x.png", PNG))
        self.assertEqual(Attachment.objects.count(), 1)

    @override_settings(ATTACHMENT_MAX_FILES=2)
    def test_a_record_holds_only_so_many(self):
        self.send(upload("1.png"), upload("2.png"), upload("3.png"))
        self.assertEqual(Attachment.objects.count(), 2)
        attachments.remove(Attachment.objects.first(), by=self.ann)
        self.send(upload("3.png"))
        self.assertEqual(attachments.of(self.customer).count(), 2)

    @override_settings(ATTACHMENT_MAX_TOTAL=2 * len(PNG))
    def test_a_record_holds_only_so_much(self):
        self.send(upload("1.png"), upload("2.png"), upload("3.png"))
        self.assertEqual(Attachment.objects.count(), 2)
        removed = attachments.remove(Attachment.objects.first(), by=self.ann)
        add_file(self.customer, by=self.ann)
        with self.assertRaises(RuleBroken):
            attachments.restore(self.customer, removed, by=self.ann)

    def test_a_picture_that_is_also_a_page_goes_out_as_a_picture_alone(self):
        self.send(upload("both.gif", GIF + HTML))
        answer = self.page("show", Attachment.objects.get())
        self.assertEqual(answer.headers["Content-Type"], "image/gif")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])

    def test_names_lose_folders_and_signs_that_deceive(self):
        for name, kept in {
            "../../etc/passwd.txt": "passwd.txt",
            "..\\..\\boot.txt": "boot.txt",
            "/abs/olute.png": "olute.png",
            "a\r\nSet-Cookie: b.txt": "a Set-Cookie: b.txt",
            "invoice\u202egnp.exe.png": "invoicegnp.exe.png",
            "\0.png": "file.png",
            "  报价 单 .pdf ": "报价 单.pdf",
            "": "file",
            "x" * 500 + ".pdf": "x" * 116 + ".pdf",
        }.items():
            self.assertEqual(clean_name(name), kept)

    def test_what_lies_on_the_disk_has_a_random_name(self):
        self.send(upload("../../../../evil.png"))
        [place] = stored_files()
        self.assertRegex(place, r"^attachments/\d{6}/[0-9a-f]{32}$")
