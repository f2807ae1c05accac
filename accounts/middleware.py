"""What a signed-in person's request needs before any page runs."""

from copy import copy
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone, translation

from accounts.services import sessions
from core import drafts, once, polling
from core.logs import request_context

YEAR = 365 * 24 * 60 * 60
FREE_PAGES = {"logout", "set_language", "accounts:theme"}


class SessionLimitMiddleware:
    """End a session in which nothing happened for long, or that is too old; note the use of others.

    What a page asks by itself (`X-Zhike-Poll`) is no use: a window left open ends all the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        row = getattr(request.session, "row", None) if request.user.is_authenticated else None
        if row is not None:
            end, reason = sessions.end_of(row)
            if end <= timezone.now():
                request.ended = reason
                sessions.finish(request, reason)
            elif not polling.is_poll(request):
                sessions.seen(row)
        return self.get_response(request)


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Send strangers to the sign-in page; what somebody typed before the session ended goes along.

    A piece of a page that htmx asked for is answered 401 with the address of the sign-in page: the
    page itself, and the text in it, stays where it is.
    """

    def handle_no_permission(self, request, view_func):
        why = {"ended": request.ended} if hasattr(request, "ended") else {}
        if request.headers.get("HX-Request"):
            query = urlencode({"next": here(request), **why})
            login = f"{reverse(self.get_login_url(view_func))}?{query}"
            return HttpResponse(status=401, headers={"HX-Redirect": login})
        if request.method == "POST" and (kept := sealed(request)):
            return sign_in_with(request, kept)
        answer = super().handle_no_permission(request, view_func)
        if why:
            answer.headers["Location"] += f"&{urlencode(why)}"
        return answer


def here(request) -> str:
    """Return the page that asked, when it is one of ours."""
    try:
        asked = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # anybody may send anything
        return "/"
    if not asked.path.startswith("/") or asked.path[1:2] in ("/", "\\"):
        return "/"
    return asked.path + ("?" + asked.query if asked.query else "")


def sealed(request) -> str:
    """Return what a form sent, signed, when the form is one of ours."""
    if request.POST.get("kept"):
        return request.POST["kept"] if drafts.unseal(request.POST["kept"]) else ""
    if once.FIELD not in request.POST:
        return ""
    return drafts.seal(drafts.page_of(request.get_full_path()), request.POST)


def sign_in_with(request, kept):
    """Show the sign-in page in place of an answer; it carries what was typed."""
    from accounts.views.signin import SignInPage

    again = copy(request)
    again.method = "GET"
    return SignInPage.as_view(extra_context={"kept": kept})(again)


class FirstThingsMiddleware:
    """Who has a one-time password, or lacks the second factor of a role, sees to that first.

    Nothing else opens before.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        page = first_thing(request.user) if request.user.is_authenticated else ""
        if page and not is_free(request, page):
            return redirect(reverse(page))
        return self.get_response(request)


def is_free(request, page) -> bool:
    """Say whether a request may pass somebody who has to see to `page` first."""
    static = request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
    return static or resolve(request.path_info).view_name in {page, *FREE_PAGES}


def first_thing(user) -> str:
    """Return the name of the page that somebody has to see to before all others."""
    if user.must_change_password:
        return "accounts:password"
    return "accounts:second_factor" if user.needs_factor and not user.has_factor else ""
