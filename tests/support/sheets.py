"""Sheets as strangers make them, and the import pages walked as a person walks them."""

import csv
import io
import zipfile

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook

from core.importing.work import import_in_background
from core.models import Batch
from core.routes import url_for
from tests.support.jobs import run_job
from tests.support.people import make_user


def xlsx(*rows):
    """Return the bytes of a workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def books(**sheets):
    """Return the bytes of a workbook with these sheets: {name: rows}."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comma(*rows, encoding="utf-8", delimiter=","):
    """Return the bytes of a csv file with these rows."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def zipped(**members):
    """Return a zip with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


CHOICES = ("mode", "key", "clear", "make", "similar")


class ImportSteps:
    """Mixin of test cases: the wizard, one step at a time, as `self.client`."""

    @classmethod
    def of(cls, client):
        """Return the steps of somebody's client, for tests that are functions."""
        steps = cls()
        steps.client = client
        return steps

    def upload(self, model, content, name="sheet.xlsx"):
        """Post the file; return the answer."""
        file = io.BytesIO(content)
        file.name = name
        return self.client.post(url_for(model, "import"), {"file": file})

    def refusal(self, model, content, name="sheet.xlsx"):
        """Return what the upload page says about a file that it does not take."""
        answer = self.upload(model, content, name)
        assert answer.status_code == 200, "the file was taken"
        assert not Batch.objects.exists()
        return " ".join(answer.context["form"].errors["file"])

    def checked(self, model, content, name="sheet.xlsx", **mapping):
        """Upload, map as guessed or as told by place, choose; return the batch after the check."""
        answer = self.upload(model, content, name)
        if answer.status_code != 302:
            raise AssertionError(answer.context["form"].errors)
        batch = Batch.objects.latest("pk")
        choices = {name: mapping.pop(name) for name in CHOICES if name in mapping}
        wanted = {**batch.options["mapping"], **mapping}
        data = {f"column{place}": name for place, name in wanted.items()} | choices
        answer = self.client.post(reverse("core:batch_map", args=[batch.pk]), data)
        if answer.status_code != 302:
            raise AssertionError(answer.context["form"].errors)
        return self.worked(batch)

    def applied(self, batch):
        """Store the sound rows; return the batch."""
        self.client.post(reverse("core:batch_detail", args=[batch.pk]))
        return self.worked(batch)

    def worked(self, batch):
        """Do what a worker would do with a long batch."""
        batch.refresh_from_db()
        if batch.is_running:
            run_job(import_in_background, batch_id=batch.pk)
            batch.refresh_from_db()
        return batch

    def imported(self, model, content, name="sheet.xlsx", **mapping):
        """Walk all steps; fail when a row is refused."""
        batch = self.checked(model, content, name, **mapping)
        assert batch.error_count == 0, self.findings(batch)
        batch = self.applied(batch)
        assert (batch.state, batch.error_count) == ("done", 0), self.findings(batch)
        return batch

    def findings(self, batch):
        """Return [(line, column, reason), …]."""
        items = batch.items.exclude(errors=[]).order_by("line")
        return [(item.line, column, why) for item in items for column, _value, why in item.errors]


class SheetCase(ImportSteps, TestCase):
    """An English administrator walks the wizard."""

    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.enterContext(override("en"))
