"""docs/requirements.md: which wish is met by which pages, and which tests show it.

Its table has lines `| id | url names | tests |`; pages and tests may be several, with commas.
"""

import ast
import re
from pathlib import Path

from django.conf import settings

from tests.support.urls import all_pages

ROOT = Path(settings.BASE_DIR)
IDS = set((ROOT / "tests" / "data" / "requirement-ids.txt").read_text().split())
LINE = re.compile(r"^\| *`?([A-Z]+-\d+\w?)`? *\|(.*)\|(.*)\|\s*$", re.MULTILINE)
WORDS = re.compile(r"[\w./:-]+")


def lines():
    """Return [(id, pages, tests), …] of the table."""
    text = (ROOT / "docs" / "requirements.md").read_text()
    found = [
        (key, WORDS.findall(pages), WORDS.findall(tests))
        for key, pages, tests in LINE.findall(text)
    ]
    assert found, "docs/requirements.md has no lines"
    return found


def test_every_id_is_known():
    assert {key for key, _pages, _tests in lines()} - IDS == set()


def test_every_page_is_there():
    names = {page.name for page in all_pages()}
    asked = {
        name for _key, pages, _tests in lines() for name in pages if ":" in name or name in names
    }
    assert asked - names == set()


def test_every_test_is_there():
    missing = [
        f"{key}: {name}" for key, _pages, tests in lines() for name in tests if not exists(name)
    ]
    assert missing == []


def test_every_wish_that_is_met_names_a_test():
    assert [key for key, pages, tests in lines() if pages and not tests] == []


def exists(name):
    """Say whether "tests/test_x.py::Class::test_y" names a test; classes may inherit theirs."""
    path, *parts = name.split("::")
    file = ROOT / path
    if not file.exists() or not path.startswith("tests/"):
        return False
    if not parts:
        return True
    sources = [file, *(ROOT / "tests" / "support").glob("*.py")]
    known = {
        node.name
        for source in sources
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    return all(part.split("[")[0] in known for part in parts)
