"""Error pages in the look of the project, each with a reference that the logs know."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

logger = logging.getLogger("zhike.error")

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)


def _page(request, status, name=None):
    context = {"reference": getattr(request, "reference", "")}
    return render(request, f"errors/{name or status}.html", context, status=status)


def bad_request(request, exception=None):
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def csrf_failure(request, reason=""):
    logger.warning("csrf: %s", reason)
    return _page(request, 403, "403_csrf")


def not_found(request, exception=None):
    return _page(request, 404)


def _static_page(request, status):
    """Render without context processors: the database may be the very thing that is missing."""
    context = {"reference": getattr(request, "reference", "")}
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def server_error(request):
    """Answer a fault; while PostgreSQL is away or overloaded that is 503 and temporary.

    Every layer of middleware ends here, so a session that cannot be read is covered too.
    """
    error = sys.exc_info()[1]
    if isinstance(error, DATABASE_AWAY):
        logger.error("database: %s", error)
        return unavailable(request)
    return _static_page(request, 500)


def unavailable(request):
    """Answer 503: what failed is temporary; nothing of this request was saved."""
    response = _static_page(request, 503)
    response.headers["Retry-After"] = "5"
    return response
