"""What people see and change about themselves."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from accounts import facts, own_page
from accounts.forms import PasswordForm, ProfileForm
from accounts.models import User
from accounts.services import users
from accounts.views.back import back


class ProfilePage(FormView):
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    title = gettext_lazy("Your account")

    def get_form_kwargs(self):
        person = User.objects.select_related("department").get(pk=self.request.user.pk)
        return {**super().get_form_kwargs(), "instance": person}

    def form_valid(self, form):
        users.save_own(form.instance)
        messages.success(self.request, _("Saved."))
        return redirect("accounts:profile")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self,
            groups=facts.groups_of(self.request.user),
            sections=own_page.sections_of(self.request.user),
            password_url=reverse("accounts:password"),
            **kwargs,
        )


class PasswordPage(PasswordChangeView):
    """Choose an own password; who changes it stays signed in, everywhere else it ends."""

    template_name = "registration/password_change.html"
    form_class = PasswordForm
    title = gettext_lazy("Change password")

    def form_valid(self, form):
        key = self.request.session.session_key
        users.change_password(form.user, form.cleaned_data["new_password1"], key=key)
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, _("Your password is changed."))
        return redirect("reports:dashboard")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self,
            must_change=self.request.user.must_change_password,
            cancel_url=reverse("accounts:profile"),
            **kwargs,
        )


class ThemePage(View):
    http_method_names = ("post",)

    def post(self, request):
        if request.POST.get("theme") in User.Theme.values:
            request.user.theme = request.POST["theme"]
            users.save_own(request.user, ["theme"])
        return back(request, "accounts:profile")
