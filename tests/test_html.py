"""Every page is HTML as the standard writes it: a browser mends the rest, each in its own way."""

import re
from collections import Counter

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.walk import every_page
from tests.browser.world import furnish

pytestmark = pytest.mark.django_db

TREE = html5lib.getTreeBuilder("etree")
POINTERS = ("for", "form", "list", "aria-controls", "aria-labelledby", "aria-describedby")
LATER = {"zk-filter-fields"}  # ids that arrive with what is fetched


def read(text, part=""):
    """Return the tree of a page, or of a part that is swapped into one, and what was mended."""
    parser = html5lib.HTMLParser(tree=TREE, namespaceHTMLElements=False)
    tree = parser.parseFragment(text, container=part) if part else parser.parse(text)
    return tree, [f"{code} {values} at {place}" for place, code, values in parser.errors]


def faults_of(text, *, part="", known=()):
    """Return what a page or a part does wrong."""
    tree, found = read(text, part)
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    ids = Counter(node.get("id") for node in nodes if node.get("id"))
    found += [f"the id {name} {count} times" for name, count in ids.items() if count > 1]
    for node in nodes:
        for pointer in POINTERS:
            lost = {*(node.get(pointer) or "").split()} - {*ids} - {*known}
            found += [f"<{node.tag} {pointer}={name}> points nowhere" for name in sorted(lost)]
    return found


def fetched(node, target=""):
    """Yield (address, id of the target) of everything that a page fetches."""
    target = node.get("data-hx-target", target)
    if node.get("data-hx-get"):
        yield (
            node.get("data-hx-get"),
            node.get("id", "") if target == "this" else target.lstrip("#"),
        )
    for child in node:
        yield from fetched(child, target)


def container(text):
    """Return the element that a part is swapped into; empty: it is a page to select a part from."""
    outer = {"!doctype": "", "tr": "tbody", "td": "tr", "tfoot": "table"}
    first = re.search(r"<([!\w]+)", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    return outer.get(first[1].lower(), "div") if first else "div"


@pytest.fixture
def world(transactional_db):
    return furnish()


def test_every_page_and_what_it_fetches_is_valid_html(world):
    client, faults, parts = Client(), [], {}
    client.force_login(world.boss)
    for name, address in every_page(world):
        text = client.get(address, follow=True).content.decode()
        faults += [f"{name}: {fault}" for fault in faults_of(text, known=LATER)]
        ids = set(re.findall(r'\sid="([^"]+)"', text)) | LATER
        for url, target in fetched(read(text)[0]):
            parts.setdefault((name, url.split("?")[0], target), (url, ids))
    for (name, path, target), (url, ids) in parts.items():
        address = f"{path}{url}" if url.startswith("?") else url
        answer = client.get(address, headers={"HX-Request": "true", "HX-Target": target})
        assert answer.status_code == 200, address
        text = answer.content.decode()
        found = faults_of(text, part=container(text), known=ids if container(text) else LATER)
        faults += [f"{name} -> {url} #{target}: {fault}" for fault in found]
    assert len(parts) > 10
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_the_pages_of_strangers_are_valid_html(world):
    text = Client().get(reverse("login")).content.decode()
    assert faults_of(text) == []
    text = Client().get("/no/such/page/").content.decode()
    assert faults_of(text) == []


@pytest.mark.parametrize(
    "hole,told",
    [
        ("<p><div></div></p>", "unexpected-end-tag"),
        ("<a href='/'><a href='/'></a></a>", "unexpected"),
        ("<form><form></form></form>", "unexpected-start-tag"),
        ('<i id="a"></i><i id="a"></i>', "the id a 2 times"),
        ('<label for="nobody"></label>', "points nowhere"),
        ("<b class='a' class='b'></b>", "duplicate-attribute"),
    ],
)
def test_the_check_sees_a_planted_fault(hole, told):
    assert told in " ".join(faults_of(f"<!doctype html><title>x</title>{hole}"))
