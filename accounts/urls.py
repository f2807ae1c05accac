from django.urls import path

from accounts.views import profile

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.ProfilePage.as_view(), name="profile"),
    path("password/", profile.PasswordPage.as_view(), name="password"),
    path("theme/", profile.ThemePage.as_view(), name="theme"),
]
