"""One include per app."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path



urlpatterns = [
    path("", include("reports.urls")),
    path("", include("core.urls")),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("accounts/", include("accounts.urls")),
    path("catalog/", include("catalog.urls")),
    path("customers/", include("customers.urls")),
    path("sales/", include("sales.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
