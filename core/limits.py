"""How much a request may send: told before anything of it is read."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from core.keys import key_of
from core.views.errors import too_large

ROOM = 2**20  # the fields of the form around a file


class BodyLimitMiddleware:
    """Refuse a body that is larger than its page takes.

    Pages take what fits into memory. A page class with `upload_setting = "IMPORT_MAX_BYTES"` takes
    files up to that setting, from people who are signed in. Stands before the check of the form's
    token, which reads the body; one without a length is not read at all by Django.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + ROOM:
            limit = limit_of(request.path_info)
            if length_of(request) > limit + ROOM:
                return too_large(request, limit)
            if not request.user.is_authenticated:
                return redirect(settings.LOGIN_URL)
        return self.get_response(request)


def length_of(request) -> int:
    text = request.META.get("CONTENT_LENGTH") or ""
    return key_of(text) or 0


def limit_of(path: str) -> int:
    """Return how many bytes the page at `path` takes."""
    try:
        view = resolve(path).func
    except Resolver404:
        view = None
    page = getattr(view, "view_class", None)
    name = getattr(page, "upload_setting", "DATA_UPLOAD_MAX_MEMORY_SIZE")
    return getattr(settings, name)
