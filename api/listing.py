"""Lists: the filters of the page, a cursor instead of page numbers."""

import base64
import binascii

from django.http import QueryDict
from django.utils.translation import gettext as _

from api import answers
from api.conditions import parameters
from api.problems import Problem
from core import paging
from core.fields import DictionaryChoices

LIMIT, MOST = 50, 200
OWN = ("after", "limit")


def listed(resource, user, query: QueryDict) -> dict:
    """Return one page of the records that the list page shows for the same conditions."""
    after, limit, data = spot(query)
    rows = filtered(resource, user, data)
    if after:
        rows = rows.filter(pk__gt=after)
    keys, _count = paging.keys_of(rows, "pk", limit + 1)
    shown = keys[:limit]
    found = resource.model.objects.covered_for(user).filter(pk__in=shown).order_by("pk")
    found = answers.complete(resource, found)
    return {
        "items": answers.answers_of(resource, found, user),
        "next": cursor(shown[-1]) if len(keys) > limit else None,
    }


def spot(query: QueryDict) -> tuple[int | None, int, QueryDict]:
    """Return where to begin, how many to show, and the conditions that are left."""
    errors, after = {}, None
    text = query.get("limit", str(LIMIT))
    fits = text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST
    if not fits:
        errors["limit"] = [_("Send a number from 1 to %d.") % MOST]
    if "after" in query:
        after = key_of(query["after"])
        if after is None:
            errors["after"] = [_("Send the value of “next” as it was given.")]
    if errors:
        raise Problem(422, _("Some conditions need a correction."), errors=errors)
    data = query.copy()
    for name in OWN:
        data.pop(name, None)
    return after, int(text), data


def cursor(key: int) -> str:
    return base64.urlsafe_b64encode(f"after:{key}".encode()).decode().rstrip("=")


def key_of(text: str) -> int | None:
    """Return the key in a cursor; None when it is none of ours."""
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeError, ValueError):
        return None
    word, _colon, key = plain.partition(":")
    fits = word == "after" and key.isascii() and key.isdigit() and len(key) < 19
    return int(key) if fits else None


def filtered(resource, user, data: QueryDict):
    """Return the rows of the list page; unlike there, a condition that is unsound is told."""
    page = resource.list_page
    errors = unsound(resource, user, data)
    found = page.filterset_of(user, data)
    for name, field in found.form.fields.items():
        if isinstance(field, DictionaryChoices) and name in data:
            codes = {entry.code: key for key, entry in field.entries.items()}
            keys = [codes.get(text, text) for text in data.getlist(name)]
            data.setlist(name, keys)
            if set(keys) - set(field.entries):
                errors[name] = [_("Send codes or keys of entries of this list.")]
    errors |= {name: list(texts) for name, texts in found.form.errors.items() if name not in errors}
    if errors:
        raise Problem(422, _("Some conditions need a correction."), errors=errors)
    return found.qs


def unsound(resource, user, data) -> dict:
    """Return what is wrong with the conditions: silence would answer with all rows."""
    known = {parameter["name"]: parameter["schema"] for parameter in parameters(resource, user)}
    errors = {}
    for name in data:
        values = known.get(name, {}).get("enum", ())
        if name not in known:
            errors[name] = [_("There is no such condition.")]
        elif known[name]["type"] == "boolean" and data[name] not in ("true", "false"):
            errors[name] = [_("Send true or false.")]
        elif values and data[name] not in values:
            errors[name] = [_("Choose one of: %s") % ", ".join(values)]
    return errors
