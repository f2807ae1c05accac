from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import users


def helper() -> FormHelper:
    """Return a crispy helper that leaves the form tag to the page."""
    found = FormHelper()
    found.form_tag = False
    return found


class SignInForm(AuthenticationForm):
    """User name and password; one answer for unknown, wrong and disabled."""

    error_messages = {
        "invalid_login": _("User name or password is wrong, or the account is disabled."),
        "inactive": _("User name or password is wrong, or the account is disabled."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = users.OWN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()


class PasswordForm(PasswordChangeForm):
    """The old password and a new one, which must differ: a one-time password is used up."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if password and self.user.check_password(password):
            raise ValidationError(_("Choose another password than the present one."))
        return password
