"""Both languages are complete: every text of the code is in the catalogue, filled and sound."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.test_architecture import python_files

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MAKE = "makemessages -l zh_Hans --no-location --no-obsolete"
MAKE += " -i .venv -i var -i static_vendor -i tests"


def entries():
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def texts(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_has_a_translation():
    assert [entry.msgid for entry in entries() if entry.fuzzy or not all(texts(entry))] == []


def test_placeholders_are_the_same():
    wrong = []
    for entry in entries():
        wanted = {*PLACE.findall(entry.msgid), *PLACE.findall(entry.msgid_plural or "")}
        for text in texts(entry):
            if set(PLACE.findall(text)) - wanted or set(PLACE.findall(entry.msgid)) - set(
                PLACE.findall(text)
            ):
                wrong.append(entry.msgid)
    assert wrong == []


def test_source_texts_are_english():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [entry.msgid for entry in entries() if chinese.search(entry.msgid)] == []


def hidden_texts(tree) -> list[int]:
    """Return the lines of an AST in which a text is translated inside an f-string."""
    inside = (
        part
        for each in ast.walk(tree)
        if isinstance(each, ast.JoinedStr)
        for part in ast.walk(each)
    )
    calls = (part.func for part in inside if isinstance(part, ast.Call))
    named = ((getattr(func, "id", getattr(func, "attr", "")), func.lineno) for func in calls)
    return [line for name, line in named if name == "_" or "gettext" in name]


def test_no_text_hides_inside_an_f_string():
    """xgettext does not look into f-strings: such a text would stay English for ever."""
    assert hidden_texts(ast.parse("f'{_(\"x\")}: {n}'")) == [1]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files()
        for line in hidden_texts(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs GNU gettext, as CI has it")
def test_the_catalogue_knows_every_text_of_the_code(tmp_path):
    """Extract again, in a copy, and compare."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "*.html", "*.txt", "locale"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).exists() and not name.startswith("tests/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, "-m", "django", *MAKE.split()]
    environment = {"PATH": os.environ["PATH"]}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    fresh = polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))
    known = {(entry.msgctxt, entry.msgid) for entry in entries()}
    assert [e.msgid for e in fresh if (e.msgctxt, e.msgid) not in known] == []
