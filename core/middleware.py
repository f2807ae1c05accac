"""What every answer has: a request id, the headers of docs/architecture.md, and health answers
that need no session."""

import logging
import time
import uuid

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from core.logs import request_context

logger = logging.getLogger("zhike.request")


class RequestContextMiddleware:
    """Give the request an id, put it into logs and history, and log one line per answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reference = uuid.uuid4().hex[:12]
        address = request.META.get("REMOTE_ADDR", "")
        context = {"id": request.reference, "origin": f"{request.reference} {address}"}
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
            "address": request.META.get("REMOTE_ADDR", ""),
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
