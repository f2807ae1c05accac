"""The form of the first run."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from crm_site import opening

PASSWORD = {"autocomplete": "new-password"}


class FirstRunForm(forms.ModelForm):
    """The firm, its first administrator, and the code from the log of the server."""

    code = forms.CharField(
        label=gettext_lazy("Set-up code"),
        max_length=40,
        help_text=gettext_lazy("It stands in the log of the server: only its owner can read it."),
    )
    firm_name = forms.CharField(label=gettext_lazy("Name of the firm"), max_length=80)
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput(PASSWORD)
    )
    again = forms.CharField(
        label=gettext_lazy("Password once more"), strip=False, widget=forms.PasswordInput(PASSWORD)
    )
    demo = forms.BooleanField(
        label=gettext_lazy("Load a demo firm to try things out"), required=False
    )
    field_order = ("code", "firm_name", "real_name", "username", "password", "again", "language")

    class Meta:
        model = User
        fields = ("real_name", "username", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["username"].help_text = ""  # the rule is told when it is broken
        if not settings.DEMO_ALLOWED:
            del self.fields["demo"]

    def clean_code(self):
        if not opening.is_code(self.cleaned_data["code"]):
            raise forms.ValidationError(_("Type the code that the log of the server shows."))
        return self.cleaned_data["code"]

    def clean(self):
        values = super().clean()
        password = values.get("password")
        if password and password != values.get("again"):
            self.add_error("again", _("Type the same password twice."))
        elif password:
            about = User(username=values.get("username", ""), real_name=values.get("real_name", ""))
            try:
                password_validation.validate_password(password, about)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
