"""What every call of the API has, also one that finds no operation."""

from django.conf import settings

from api import problems
from core.limits import length_of

PREFIX = "/api/v1/"


class ApiMiddleware:
    """Calls are known by their token alone, are of bounded size, and get JSON whatever happens.

    Stands before sessions: a cookie that a browser sends along opens nothing here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if length_of(request) > settings.API_MAX_BYTES:
            return problems.answer(request, 413)
        request.COOKIES = {}
        response = self.get_response(request)
        if response.status_code >= 300 and "json" not in response.headers.get("Content-Type", ""):
            kept = {
                name: response.headers[name]
                for name in ("Allow", "Retry-After")
                if name in response.headers
            }
            status = 404 if response.status_code < 400 else response.status_code
            response = problems.answer(request, status, headers=kept)
        response.headers["Cache-Control"] = "no-store"
        return response
