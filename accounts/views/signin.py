"""Signing in, and the language before and after it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts.forms import SignInForm
from accounts.middleware import remember_language
from accounts.models import User
from accounts.services import users
from accounts.views.back import back
from core.views.drafts import take


class SignInPage(LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        if not User.objects.exists():  # nobody can sign in: somebody has to set it up first
            return redirect("first_run")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        users.note_sign_in(form.get_user(), self.request.address)
        return redirect(go_on) if (go_on := take(self.request)) else response

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{
                "demo_people": self.demo_people(),
                "demo_password": getattr(settings, "DEMO_PASSWORD", ""),
                "kept": self.request.POST.get("kept", ""),
                **kwargs,
            }
        )

    def demo_people(self) -> list[User]:
        """Return the people of the demo firm, when it is allowed here and loaded."""
        names = getattr(settings, "DEMO_PEOPLE", ()) if settings.DEMO_ALLOWED else ()
        if not names:
            return []
        return list(User.objects.filter(username__in=names, is_active=True).order_by("pk"))


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
