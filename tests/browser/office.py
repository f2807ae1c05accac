"""Workbooks as office programs read them."""

import csv
import os
import shutil
import subprocess
from datetime import date

import pytest
from openpyxl import load_workbook

CSV = "csv:Text - txt - csv (StarCalc):44,34,76"  # comma, quotes, UTF-8


def rows(path):
    """Return the values of the first sheet."""
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def day(value):
    """Return a day as text, if it really is one and not a text that looks like it."""
    assert isinstance(value, date), f"{value!r} is not a day"
    return value.strftime("%Y-%m-%d")


def opened_in_libreoffice(path, folder):
    """Return the rows as LibreOffice shows them; OFFICE=no reads the workbook itself instead."""
    if os.environ.get("OFFICE") == "no":
        return rows(path)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.fail(
            "LibreOffice is missing: install libreoffice-calc, or leave it out with OFFICE=no.",
            pytrace=False,
        )
    profile = (folder / "office").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", CSV]
    subprocess.run(
        [program, *options, "--outdir", str(folder), str(path)], check=True, capture_output=True
    )
    with open(path.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
