"""Error pages in the look of the project, each with a reference that the logs know."""

import contextlib
import logging
import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from core import drafts
from core.faults import BROKEN, CUT_OFF, SAFE_METHODS, Fault, fault_of, outcome_of

logger = logging.getLogger("zhike.error")

TOO_LARGE = gettext_lazy("What you sent is larger than {limit} MB. Choose a smaller file.")


def _page(request, status, name=None, **more):
    context = {"reference": getattr(request, "reference", ""), **more}
    return render(request, f"errors/{name or status}.html", context, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def csrf_failure(request, reason=""):
    logger.warning("csrf: %s", reason)
    kept = drafts.seal(drafts.page_of(request.get_full_path()), request.POST)
    return _page(request, 403, "403_csrf", kept=kept)


def not_found(request, exception=None):
    return _page(request, 404)


def wrong_method(request, allowed: str):
    response = _page(request, 405)
    response.headers["Allow"] = allowed
    return response


def too_large(request, limit: int):
    """Answer a request whose body is above what its page takes; nothing of it was read."""
    text = format_lazy(TOO_LARGE, limit=limit // 2**20)
    return answer(request, Fault(413, gettext_lazy("That is too large"), text))


def server_error(request):
    """Answer an exception by what it is: many faults are temporary, and said to be so.

    Every layer of middleware ends here, so a session that cannot be read is covered too.
    """
    error = sys.exc_info()[1]
    fault = CUT_OFF if isinstance(error, UnreadablePostError) else fault_of(error)
    if fault is not BROKEN:
        logger.error("%s: %s", type(error).__name__, error)
    return answer(request, fault)


def answer(request, fault):
    """Answer without database, session and context processors: they may be what is missing.

    A piece of a page that htmx asked for gets one sentence, which is shown as a toast.
    """
    with translation.override(language_of(request)):
        context = {
            "fault": fault,
            "outcome": outcome_of(request),
            "reference": getattr(request, "reference", ""),
            "back_url": way_back(request),
        }
        if request.headers.get("HX-Request"):
            text = gettext("%(title)s. %(outcome)s [%(reference)s]") % {
                **context,
                "title": fault.title,
            }
            response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        else:
            response = HttpResponse(render_to_string("errors/fault.html", context))
    response.status_code = fault.status
    if fault.retry_after:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def language_of(request) -> str:
    """Return the language of the person, or of the cookie when nobody could be asked for it."""
    asked = (
        getattr(request, "LANGUAGE_CODE", ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
    )
    known = dict(settings.LANGUAGES)
    return next((language for language in asked if language in known), settings.LANGUAGE_CODE)


def way_back(request) -> str:
    """Return the page that sent a form; empty when there is nothing to go back to."""
    page = request.headers.get("Referer", "")
    if request.method in SAFE_METHODS or not page:
        return ""
    with contextlib.suppress(DisallowedHost):
        if url_has_allowed_host_and_scheme(page, {request.get_host()}):
            return page
    return ""
