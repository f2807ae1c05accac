"""A forgotten password, where mail is set up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.forms import ForgottenForm
from accounts.services import door, forgotten, throttle, users

MOST_AN_HOUR = 5  # of one address


class MailedPages:
    """What these pages share: without a mail server there are none."""

    http_method_names = ("get", "head", "post", "options")

    def dispatch(self, request, *args, **kwargs):
        if not forgotten.is_offered():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PasswordForgotten(MailedPages, FormView):
    """Ask for a link. The answer does not tell whether there is such a name."""

    template_name = "registration/password_forgotten.html"
    form_class = ForgottenForm
    extra_context = {
        "title": gettext_lazy("Forgotten password"),
        "intro": gettext_lazy("A link to choose a new one goes to the address of your account."),
        "submit_label": gettext_lazy("Send the link"),
    }

    def form_valid(self, form):
        network = throttle.network_of(self.request.address)
        if wait := throttle.take(f"forgotten {network}", MOST_AN_HOUR, 60):
            form.add_error(None, door.too_many(wait))
            return self.form_invalid(form)
        forgotten.ask(form.cleaned_data["username"])
        return redirect("password_forgotten_sent")


@method_decorator(login_not_required, name="dispatch")
class PasswordForgottenSent(MailedPages, TemplateView):
    http_method_names = ("get", "head", "options")
    template_name = "registration/said.html"
    extra_context = {
        "title": gettext_lazy("Look into your mailbox"),
        "texts": (
            gettext_lazy("If there is an account of this name with an address, a link is there."),
            gettext_lazy("Nothing has come? Ask the administrator for a one-time password."),
        ),
    }


@method_decorator(login_not_required, name="dispatch")
class PasswordReset(MailedPages, PasswordResetConfirmView):
    """Choose a new password by the link of a mail; then sign in with it."""

    template_name = "registration/password_forgotten.html"
    token_generator = forgotten.tokens
    title = gettext_lazy("A new password")
    extra_context = {
        "intro": gettext_lazy("Only you will know it. All open sessions end."),
        "submit_label": gettext_lazy("Change password"),
    }

    def get_template_names(self):
        return [self.template_name if self.validlink else "registration/said.html"]

    def form_valid(self, form):
        users.change_password(self.user, form.cleaned_data["new_password1"])
        self.request.session.pop("_password_reset_token", None)
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return redirect("login")

    def get_context_data(self, **kwargs):
        dead = _("This link was used, is too old, or was replaced by a newer one.")
        return {**super().get_context_data(**kwargs), "title": self.heading(), "texts": (dead,)}

    def heading(self):
        return self.title if self.validlink else _("This link does not work any more")
