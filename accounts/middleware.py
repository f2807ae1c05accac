"""What a signed-in person's request needs before any page runs."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import translation

from core.logs import request_context

YEAR = 365 * 24 * 60 * 60
FREE_PAGES = {"accounts:password", "logout", "set_language", "accounts:theme"}


class PersonMiddleware:
    """Speak the person's language, and put the person into the logs.

    Before sign-in the language is that of the cookie, else Chinese: the browser's wish does not
    count, since Chinese is the first language of this product.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated:
            request_context.get()["user"] = user.pk
            language = user.language
        else:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if user.is_authenticated:
            remember_language(request, response, user.language)
        return response


def remember_language(request, response, language) -> None:
    """Keep the language in a cookie: pages that cannot ask for the person speak it as well."""
    name = settings.LANGUAGE_COOKIE_NAME
    if language and request.COOKIES.get(name) != language and name not in response.cookies:
        response.set_cookie(
            name,
            language,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


class PasswordChangeMiddleware:
    """Somebody with a one-time password reaches nothing before it is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password:
            if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
                return self.get_response(request)
            if resolve(request.path_info).view_name not in FREE_PAGES:
                return redirect(reverse("accounts:password"))
        return self.get_response(request)
