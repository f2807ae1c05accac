"""One include per app."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views.factors import FactorStep
from accounts.views.forgotten import PasswordForgotten, PasswordForgottenSent, PasswordReset
from accounts.views.requests import AccountRequestPage, AccountRequestSent
from accounts.views.signin import AdminDoor, CodePage, LanguagePage, SignInPage, SignOutPage
from crm_site.views.demo import RemoveDemo
from crm_site.views.first_run import FirstRun

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("core.urls")),
    path("first-run/", FirstRun.as_view(), name="first_run"),
    path("settings/demo/", RemoveDemo.as_view(), name="remove_demo"),
    path("sign-in/", SignInPage.as_view(), name="login"),
    path("sign-in/code/", CodePage.as_view(), name="picture_code"),
    path("sign-in/second/", FactorStep.as_view(), name="factor_step"),
    path("request-account/", AccountRequestPage.as_view(), name="account_request"),
    path("request-account/sent/", AccountRequestSent.as_view(), name="account_request_sent"),
    path("forgotten/", PasswordForgotten.as_view(), name="password_forgotten"),
    path("forgotten/sent/", PasswordForgottenSent.as_view(), name="password_forgotten_sent"),
    path("forgotten/<uidb64>/<token>/", PasswordReset.as_view(), name="password_reset"),
    path("sign-out/", SignOutPage.as_view(), name="logout"),
    path("language/", LanguagePage.as_view(), name="set_language"),
    path("accounts/", include("accounts.urls")),
    path("workplace/", include("workplace.urls")),
    path("catalog/", include("catalog.urls")),
    path("customers/", include("customers.urls")),
    path("sales/", include("sales.urls")),
    path("api/", include("api.urls")),
    # Django admin brings doors of its own: there is one sign-in and one page for the password.
    path("admin/login/", AdminDoor.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="accounts:password")),
    path("admin/", admin.site.urls),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
