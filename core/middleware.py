"""What every answer has: a request id, the headers of docs/architecture.md, and health answers
that need no session; and one transaction for each form that is sent."""

import logging
import time
import uuid

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.db import DEFAULT_DB_ALIAS, Error, connection, transaction
from django.http import HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from core.faults import SAFE_METHODS, Outcome, state_of
from core.logs import request_context
from core.origin import address_of
from core.transactions import again
from core.views.errors import wrong_method

logger = logging.getLogger("zhike.request")


class RequestContextMiddleware:
    """Give the request an id, put it into logs and history, and log one line per answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reference = uuid.uuid4().hex[:12]
        request.address = address_of(request)
        context = {"id": request.reference, "origin": f"{request.reference} {request.address}"}
        token = request_context.set(context)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self.log(request, response, time.perf_counter() - started)
        finally:
            request_context.reset(token)
        response["X-Request-Id"] = request.reference
        return response

    def log(self, request, response, seconds):
        if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return
        match = request.resolver_match
        facts = {
            "method": request.method,
            "page": match.view_name if match else "",
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "address": request.address,
        }
        logger.info("%s %s", request.method, request.path, extra={"facts": facts})


class HeadersMiddleware:
    """Headers that Django and django-csp do not set."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class MethodMiddleware:
    """Say in words that an address only takes what a button sends; Django's answer is empty."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            return wrong_method(request, response.headers["Allow"])
        return response


class HealthMiddleware:
    """`/healthz`: the process answers. `/readyz`: the database answers too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain; charset=utf-8")
        if request.path == "/readyz":
            return self.ready()
        return self.get_response(request)

    def ready(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (Error, PoolTimeout):
            return JsonResponse({"database": "down"}, status=503, headers={"Retry-After": "5"})
        return JsonResponse({"database": "up"})


class OneTransactionMiddleware:
    """Run the page that answers a form in one transaction, so that it is saved whole or not at all.

    After a deadlock the page runs again from the start, with a new view, person and messages: its
    first run left no trace in the database. Left out are uploads, whose files are on the disk by
    then, and views marked with Django's `non_atomic_requests`, which finish their work bit by bit.
    Stands last in MIDDLEWARE: what it returns ends the round of `process_view`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE_METHODS:
            return None
        if request.FILES or DEFAULT_DB_ALIAS in getattr(view, "_non_atomic_requests", ()):
            request.outcome = Outcome.UNKNOWN
            return None
        session = getattr(request, "session", None)
        key = session and session.session_key
        runs = []

        def run():
            if runs:
                start_over(request)
            runs.append(1)
            return self.run(request, view, args, kwargs)

        return again(run, may_repeat=lambda: not session or session.session_key == key)

    def run(self, request, view, args, kwargs):
        """Run the page once; an answer that cannot be drawn takes the changes back with it."""
        answered = False
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()
                answered = True
        except Error as error:
            if answered and not state_of(error):  # the connection broke while it was committed
                request.outcome = Outcome.UNKNOWN
            raise
        moved_on = 300 <= response.status_code < 400  # others show a form again, or ask something
        request.outcome = Outcome.SAVED if moved_on else Outcome.UNKNOWN
        return response


def start_over(request):
    """Forget what the last run of the page did to the request: its person and its messages."""
    for name in ("_cached_user", "_acached_user"):
        request.__dict__.pop(name, None)
    AuthenticationMiddleware(lambda _request: None).process_request(request)
    MessageMiddleware(lambda _request: None).process_request(request)
