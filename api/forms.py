from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from api.models import ApiToken
from api.services import tokens

DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year")))


class TokenForm(forms.ModelForm):
    """What a token is for, what it may do, and for how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(label=_("Ends after"), choices=DAYS, coerce=int, initial=90)

    class Meta:
        model = ApiToken
        fields = ["name", "scopes"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (scope, in_words(scope)) for scope in tokens.scopes_of(user)
        ]
        self.fields["name"].help_text = _("Such as: web shop, telephone system")


def in_words(scope: str) -> str:
    """Return a scope as people say it: "Customers: read"."""
    module, _colon, way = scope.partition(":")
    word = _("read") if way == tokens.READ else _("write")
    try:
        name = apps.get_app_config(module).verbose_name
    except LookupError:
        name = module
    return f"{name}: {word}"
