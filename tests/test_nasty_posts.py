"""Forms filled by somebody who means harm: each field holds what nobody should send.

A value may be refused in words or stored as it is; it is never a fault of ours.
"""

import re
from html import unescape

import pytest
from django.db import transaction

from tests.support import matrix
from tests.support.urls import site_pages
from tests.test_nasty_values import PARAMETERS, walker

pytestmark = pytest.mark.django_db

NASTY = ("a\0b", "9" * 30, "-1", "1e999999", "😀\u202etxt\u2066")
NAME = re.compile(r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<|$)", re.S)
OPTION = re.compile(r'<option value="([^"]*)"[^>]*\bselected')
FREE = ("csrfmiddlewaretoken", "form_key")


def attribute(text, name):
    found = re.search(rf'\b{name}="([^"]*)"', text)
    return unescape(found.group(1)) if found else ""


def filled(html, path):
    """Return {name: value} of the form that a page sends to itself, as the page drew it."""
    for form in re.findall(r"<form\b.*?</form>", html, re.S):
        head = form[: form.index(">")]
        if 'method="post"' not in head or attribute(head, "action") not in ("", path):
            continue
        data = {}
        for kind, attributes, inside in NAME.findall(form):
            name = attribute(attributes, "name")
            if not name or name == "csrfmiddlewaretoken" or 'type="file"' in attributes:
                continue
            if 'type="checkbox"' in attributes or 'type="radio"' in attributes:
                if "checked" in attributes:
                    data[name] = attribute(attributes, "value") or "on"
                else:
                    data.setdefault(name, "")
            elif kind == "select":
                after = form[form.index(attributes) :]
                chosen = OPTION.search(after[: after.index("</select>")])
                data[name] = unescape(chosen.group(1)) if chosen else ""
            else:
                data[name] = (
                    unescape(inside) if kind == "textarea" else attribute(attributes, "value")
                )
        return data
    return None


def targets(world, client):
    """Yield (address, what its form holds) of every page that takes a form."""
    for page in site_pages():
        rule = matrix.RULES.get(page.name)
        if rule is None or not rule.answers("POST") or page.name == "logout":
            continue
        row = world.keys[rule.on]["own"] if rule.on else None
        url = "/" + page.route.replace("<int:pk>", str(row.pk if row else ""))
        url = url.replace("<str:model>", rule.model)
        data = None
        if rule.answers("GET"):
            answer = client.get(url)
            if not answer.streaming:
                data = filled(answer.content.decode(), url)
        yield url, data or dict.fromkeys(PARAMETERS, "")


def broken_by(client, url, data):
    with transaction.atomic():
        answer = client.post(url, data)
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer.status_code >= 500


def test_no_form_breaks_on_nasty_values():
    """All fields of a form at once, one value after the other from form to form."""
    world, client = walker()
    broken = []
    for place, (url, data) in enumerate(targets(world, client)):
        for nasty in (NASTY[0], NASTY[1 + place % (len(NASTY) - 1)]):
            wish = {name: value if name in FREE else nasty for name, value in data.items()}
            if broken_by(client, url, wish):
                broken.append((url, nasty))
    assert broken == []
