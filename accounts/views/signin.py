"""Signing in, and the language before and after it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts.forms import CodeForm, SignInForm
from accounts.middleware import remember_language
from accounts.models import SignIn, User
from accounts.services import door, factors, forgotten, picture_codes, requests, users
from accounts.views.back import back
from accounts.views.entering import come_in
from accounts.views.factors import ask

ENDED = {
    SignIn.Outcome.IDLE: gettext_lazy(
        "You were signed out because nothing happened for a while. What you typed is kept."
    ),
    SignIn.Outcome.LIMIT: gettext_lazy("You were signed in for long. Please sign in again."),
}


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SignInPage(LoginView):
    """User name, password and, when it is due, a picture code.

    Each attempt is counted and written down at once, and no transaction waits for the hash.
    """

    form_class = SignInForm
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        if not User.objects.exists():  # nobody can sign in: somebody has to set it up first
            return redirect("first_run")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "another" in request.POST:  # another picture, without JavaScript
            form = self.form_class(request, initial={"username": request.POST.get("username", "")})
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        if user.has_factor:
            return ask(self.request, CodeForm(initial={"token": factors.half_in(user)}))
        return come_in(self.request, user, self.get_success_url())

    def get_context_data(self, **kwargs):
        kept = self.request.POST.get("kept", "")
        notice = ENDED.get(self.request.GET.get("ended", ""), "")
        found = {"code": code_for(self.request), "kept": kept, "notice": notice}
        found |= {**ways(), **demo_people()}
        return super().get_context_data(**{**found, **kwargs})


def code_for(request) -> picture_codes.Code | None:
    """Return a new picture code when the next attempt needs one."""
    data = request.POST
    asked = "another" in data or door.needs_code(data.get("username", ""), door.Caller.of(request))
    kind = data.get("another") or data.get("code_kind", "")
    return picture_codes.issue(kind) if asked else None


def ways() -> dict:
    """Return what else the door offers: to ask for an account, to reset a password by mail."""
    return {
        "request_url": reverse("account_request") if requests.is_offered() else "",
        "forgotten_url": reverse("password_forgotten") if forgotten.is_offered() else "",
    }


def demo_people() -> dict:
    """Return the people of the demo firm, when it is allowed here and loaded."""
    names = getattr(settings, "DEMO_PEOPLE", ()) if settings.DEMO_ALLOWED else ()
    people = User.objects.filter(username__in=names, is_active=True).order_by("pk")
    password = getattr(settings, "DEMO_PASSWORD", "")
    return {"demo_people": list(people) if names else [], "demo_password": password}


@method_decorator(login_not_required, name="dispatch")
class CodePage(View):
    """Another picture code, for the page that shows one."""

    http_method_names = ("get",)

    def get(self, request):
        code = picture_codes.issue(request.GET.get("kind", ""))
        return render(request, "registration/_code.html", {"code": code})


class SignOutPage(LogoutView):
    """Sign out; the browser forgets what it kept."""

    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        user = request.user
        response = super().post(request, *args, **kwargs)
        if user.is_authenticated:
            door.note(door.Caller.of(request), SignIn.Outcome.OUT, user.username, user)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@method_decorator(login_not_required, name="dispatch")
class AdminDoor(View):
    """The sign-in of Django admin: there is one sign-in only, and admin is not for everybody."""

    http_method_names = ("get",)

    def get(self, request):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/"))


@method_decorator(login_not_required, name="dispatch")
class LanguagePage(View):
    """Switch the language: in a cookie, and for a signed-in person for good."""

    http_method_names = ("post",)

    def post(self, request):
        response = back(request, settings.LOGIN_REDIRECT_URL)
        language = request.POST.get("language")
        if language not in dict(settings.LANGUAGES):
            return response
        if request.user.is_authenticated:
            request.user.language = language
            users.save_own(request.user, ["language"])
        remember_language(request, response, language)
        return response
