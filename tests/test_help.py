"""The handbook on the site: a chapter for every page, in both languages, with live links."""

import re

import pytest
from django.urls import reverse

from core import help as handbook
from tests.support.people import make_user
from tests.support.urls import all_pages

FILES = sorted(handbook.FOLDER.glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("language", handbook.LANGUAGES)
@pytest.mark.parametrize("name", handbook.CHAPTERS)
def test_every_chapter_is_there_in_both_languages(name, language):
    chapter = handbook.written(name, language)
    assert chapter.title
    assert "<p>" in chapter.html


def test_no_chapter_is_forgotten():
    assert {path.name.partition(".")[0] for path in FILES} - {"README"} == set(handbook.CHAPTERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_links_of_the_handbook_lead_somewhere(path):
    dead = [
        link
        for link in LINK.findall(path.read_text())
        if not link.startswith("https://") and not (path.parent / link).exists()
    ]
    assert dead == []


def test_every_page_has_its_chapter():
    lost = {
        page.name
        for page in all_pages()
        if ":" in page.name
        and not page.name.startswith("/")
        and handbook.chapter_of(page.name) not in handbook.CHAPTERS
        and page.name.partition(":")[0] != "api-1.0.0"
    }
    assert lost == set()


def test_markup_in_a_chapter_is_text():
    html = handbook.drawn("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in html
    assert "<a" not in html


def test_links_among_chapters_stay_on_the_site():
    html = handbook.drawn("[Import](import.en.md)")
    assert f'href="{reverse("core:help", args=["import"])}"' in html


@pytest.mark.django_db
def test_the_question_mark_opens_the_chapter_of_the_page(client):
    client.force_login(make_user("ann", roles=["account_manager"], language="en"))
    page = client.get(reverse("sales:order_list")).content.decode()
    assert f'href="{reverse("core:help", args=["sales"])}"' in page
    chapter = client.get(reverse("core:help", args=["sales"]))
    assert handbook.written("sales", "en").title in chapter.content.decode()
    assert client.get(reverse("core:help", args=["nothing"])).status_code == 404
