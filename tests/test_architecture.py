"""House rules that a machine can check: sizes, clean templates, named migrations, no loose ends."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.urls import all_pages

APPS = (
    "accounts",
    "api",
    "catalog",
    "core",
    "crm_site",
    "customers",
    "reports",
    "sales",
    "tools",
    "workplace",
)
FILE, FUNCTION, PAGE, TEMPLATE, SHEET = 300, 40, 25, 120, 300
SHARED = ("Pages", "LinesPage")  # mixins: what several pages share
ROOT = Path(settings.BASE_DIR)
BANNED = {
    "script inside a template": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)"),
    "style element": re.compile(r"<style\b"),
    "style attribute": re.compile(r"\sstyle="),
    "event handler": re.compile(r"\son[a-z]+="),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape off"),
}
# Pages that show a record with many facts of their own, and the start page: they are classes with
# many short methods. The limit is for the many that only declare.
LARGE_PAGES = {
    "BatchDetail",
    "ContributionPage",
    "CustomerDetail",
    "CustomerList",
    "DashboardPage",
    "OpportunityDetail",
    "OrderDetail",
}


def python_files():
    for app in APPS:
        yield from (p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)


def size_of(node) -> int:
    return node.end_lineno - node.lineno + 1


def named(path) -> str:
    return str(path.relative_to(ROOT))


def test_files_and_functions_stay_readable():
    too_long = []
    for path in [*python_files(), *(ROOT / "tests").rglob("*.py")]:
        text = path.read_text()
        if text.count("\n") > FILE:
            too_long.append(f"{named(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and size_of(node) > FUNCTION:
                too_long.append(f"{named(path)} {node.name}: {size_of(node)} lines")
    assert too_long == []


def test_page_classes_declare_and_little_else():
    too_long = []
    for path in python_files():
        if "views" not in path.parts or path.parts[-3] == "core":
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef) or node.name in (*LARGE_PAGES, *SHARED):
                continue
            methods = sum(size_of(part) for part in node.body if isinstance(part, ast.FunctionDef))
            if methods > PAGE:
                too_long.append(f"{named(path)} {node.name}: {methods} lines of methods")
    assert too_long == []


@pytest.mark.parametrize("what", BANNED)
def test_templates_hold_markup_only(what):
    found = [
        named(path)
        for path in (ROOT / "templates").rglob("*.html")
        if BANNED[what].search(path.read_text())
    ]
    assert found == []


def test_templates_and_sheets_are_short():
    long = [
        named(path)
        for folder, ending, limit in (
            ("templates", "*.html", TEMPLATE),
            ("static/css", "*.css", SHEET),
            ("static/js", "*.js", SHEET),
        )
        for path in (ROOT / folder).rglob(ending)
        if path.read_text().count("\n") > limit
    ]
    assert long == []


def test_every_template_opens_with_its_contract():
    silent = [
        named(path)
        for path in (ROOT / "templates").rglob("*.html")
        if "admin" not in path.parts and "{% comment %}" not in path.read_text()
    ]
    assert silent == []


def test_migrations_have_names_of_their_own():
    automatic = [
        named(path)
        for app in APPS
        for path in (ROOT / app).glob("migrations/0*.py")
        if re.search(r"_auto_|_alter_.*_and_more", path.name)
    ]
    assert automatic == []


def test_nothing_is_left_for_later():
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")))
    found = [
        named(path)
        for folder in (*APPS, "templates", "static", "tests")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".css", ".js") and words.search(path.read_text())
    ]
    assert found == []


def test_every_page_class_has_an_address():
    reached = {page.view_class.__name__ for page in all_pages() if page.view_class}
    lost = []
    for path in python_files():
        if "views" not in path.parts or path.parts[-3] == "core":
            continue
        for node in ast.parse(path.read_text()).body:
            shared = not isinstance(node, ast.ClassDef) or node.name.endswith(SHARED)
            if not shared and node.name not in reached:
                lost.append(f"{named(path)} {node.name}")
    assert lost == []
