"""Drafts: what somebody typed and did not save, kept under the address of the form.

A draft holds what the form would have sent. It opens as a form that shows all of it and judges
none of it; saving the form removes the draft.
"""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from django.core import signing
from django.db import transaction
from django.db.models import Subquery
from django.forms.utils import ErrorDict, ErrorList
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from core.models import Draft

KEPT = timedelta(days=30)
LONGEST = 200_000  # characters of one draft
MOST = 100  # drafts of one person; the oldest make room
MARKS = ("draft", "panel", "next", "return", "into")  # they do not say which form it is
SECRETS = ("password", "csrfmiddlewaretoken")
SEALED_FOR = timedelta(days=1)
SALT = "zhike.typed"


def page_of(address: str) -> str:
    """Return the address that a form is kept under: the path, and what fills it in advance."""
    path, _mark, query = address.partition("?")
    pairs = sorted(pair for pair in parse_qsl(query) if pair[0] not in MARKS)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def opened(page: str) -> str:
    """Return the address that opens the form with its draft in it."""
    return f"{page}{'&' if '?' in page else '?'}draft=1"


def form_page(page: str):
    """Return the class of the form page at an address, when it keeps drafts."""
    if len(page) > Draft._meta.get_field("page").max_length or "\0" in page:
        return None
    try:
        view = getattr(resolve(page.partition("?")[0]).func, "view_class", None)
    except Resolver404:
        return None
    return view if getattr(view, "keeps_drafts", False) else None


def typed(data: MultiValueDict) -> dict:
    """Return what a form sent as plain lists, without secrets."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in data.lists()
        if not any(secret in name.lower() for secret in SECRETS)
    }


def as_sent(data: dict) -> MultiValueDict:
    """Return kept data as the form would send it."""
    return MultiValueDict(data)


def fits(data: dict) -> bool:
    return sum(len(name) + sum(map(len, values)) for name, values in data.items()) <= LONGEST


@transaction.atomic
def keep(user, page: str, data: dict, title: str = "") -> Draft | None:
    """Store the draft of a form in place of an older one; None when it cannot be kept."""
    view = form_page(page)
    if view is None or not fits(data):
        return None
    title = title.replace("\0", "") or capfirst(view.model._meta.verbose_name)
    values = {"data": data, "title": title[:200], "updated_at": timezone.now()}
    draft, is_new = Draft.objects.update_or_create(user=user, page=page, defaults=values)
    if is_new:
        kept = Draft.objects.filter(user=user).values("pk")[:MOST]
        Draft.objects.filter(user=user).exclude(
            pk__in=list(kept.values_list("pk", flat=True))
        ).delete()
    return draft


def find(user, page: str) -> Draft | None:
    return Draft.objects.filter(user=user, page=page).first()


def kept_at(user, page: str) -> Subquery:
    """Return when a draft was kept, for the query of a page that has one already."""
    return Subquery(Draft.objects.filter(user=user, page=page).values("updated_at")[:1])


def put(user, page: str, name: str, value) -> str:
    """Write the key of a new record into a draft that waits for it; return where it opens."""
    draft = find(user, page) if form_page(page) else None
    if draft is None:
        return ""
    draft.data = {**draft.data, name: [str(value)]}
    draft.data.pop(f"{name}_text", None)
    draft.save(update_fields=["data", "updated_at"])
    return opened(page)


def forget(user, page: str) -> None:
    """Remove a draft: the form was saved, or its writer dropped it."""
    Draft.objects.filter(user=user, page=page).delete()


def forget_old() -> None:
    """Remove drafts that nobody has touched for a month."""
    Draft.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()


def seal(page: str, data: MultiValueDict) -> str:
    """Return what a form sent as a signed text that a page can carry; empty when it is too long."""
    found = typed(data)
    if form_page(page) is None or not fits(found):
        return ""
    return signing.dumps({"page": page, "data": found}, salt=SALT, compress=True)


def unseal(text: str) -> tuple[str, dict] | None:
    """Return (page, data) of a sealed form, or None when it is not ours or too old."""
    try:
        found = signing.loads(text, salt=SALT, max_age=SEALED_FOR)
    except signing.BadSignature:
        return None
    return found["page"], found["data"]


def unjudged(form):
    """Show a bound form, or a set of forms, as it was typed: no check runs, no error shows."""
    if hasattr(form, "forms"):
        form._errors, form._non_form_errors = [{} for _each in form.forms], ErrorList()
        for each in form.forms:
            unjudged(each)
    else:
        form._errors = ErrorDict()
    return form
