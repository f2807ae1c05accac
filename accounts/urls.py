from django.urls import path

from accounts.views import people, profile

app_name = "accounts"
urlpatterns = [
    path("people/options/", people.UserOptions.as_view(), name="user_options"),
    path("profile/", profile.ProfilePage.as_view(), name="profile"),
    path("password/", profile.PasswordPage.as_view(), name="password"),
    path("theme/", profile.ThemePage.as_view(), name="theme"),
]
