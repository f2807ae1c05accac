"""The handbook as pages: which chapter belongs to which page, and its text as HTML.

The chapters are the files of docs/handbook, written by the makers of the program; markup in them
is shown as text all the same.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markdown_it import MarkdownIt

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbook"
CHAPTERS = ("customers", "sales", "products", "reports", "import", "accounts", "settings")
LANGUAGES = ("zh-hans", "en")
# The chapter of an app; the name of a page within the app comes first.
OF_APP = {
    "accounts": "accounts",
    "admin": "accounts",
    "api": "settings",
    "catalog": "products",
    "core": "settings",
    "customers": "customers",
    "reports": "reports",
    "sales": "sales",
    "workplace": "accounts",
}
OF_PAGE = {"reports:dashboard": "customers", "core:search": "customers"}


@dataclass(frozen=True)
class Chapter:
    """One chapter in one language."""

    name: str
    title: str
    html: SafeString


def chapter_of(view_name: str) -> str:
    """Return the chapter that explains a page; empty: none does."""
    app, _colon, page = view_name.partition(":")
    if page.endswith(("_import", "_template", "_export")) or page.startswith("batch_"):
        return "import"
    return OF_PAGE.get(view_name) or OF_APP.get(app, "")


def chapter(name: str) -> Chapter:
    """Return a chapter in the language of the reader."""
    language = get_language()
    return written(name, language if language in LANGUAGES else LANGUAGES[0])


@cache
def written(name: str, language: str) -> Chapter:
    """Read a chapter; the files change only with the program."""
    source = (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    heading, _line, body = source.partition("\n")
    return Chapter(name, heading.lstrip("# ").strip(), drawn(body))


def drawn(source: str) -> SafeString:
    """Turn Markdown into HTML: no raw HTML, no pictures, links among the chapters kept inside."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse(source)
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "zk-table is-report")
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", address(str(part.attrGet("href"))))
    return SafeString(parser.renderer.render(tokens, parser.options, {}))


def address(link: str) -> str:
    """Return where a link of the handbook leads on the site."""
    name = link.partition(".")[0]
    return reverse("core:help", args=[name]) if name in CHAPTERS else link
