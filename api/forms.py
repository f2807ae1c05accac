from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from api import outgoing
from api.models import ApiToken, Webhook
from api.services import tokens, webhooks

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
            (scope, in_words([scope])) for scope in tokens.scopes_of(user)
        ]
        self.fields["name"].help_text = _("Such as: web shop, telephone system")


def in_words(scopes) -> str:
    """Return scopes as people say them: "Customers: read, write"."""
    ways = {tokens.READ: _("read"), tokens.WRITE: _("write")}
    found: dict[str, list[str]] = {}
    for scope in scopes:
        module, _colon, way = scope.partition(":")
        found.setdefault(module, []).append(str(ways.get(way, way)))
    return " · ".join(f"{name_of(module)}: {', '.join(words)}" for module, words in found.items())


def name_of(module: str) -> str:
    try:
        return str(apps.get_app_config(module).verbose_name)
    except LookupError:
        return module  # a module that this version no longer has


class WebhookForm(forms.ModelForm):
    """Where news go and which; switching it on again forgives what went wrong."""

    url = forms.URLField(label=_("Address"), max_length=300, assume_scheme="https")
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=lambda: [(event, event) for event in webhooks.events()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "is_active"]

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            outgoing.checked(url)
        except outgoing.NotSent as error:
            raise forms.ValidationError(str(error)) from None
        return url

    def clean(self):
        values = super().clean()
        if values.get("is_active") and not self.instance.is_active:
            self.instance.failures, self.instance.stopped_at = 0, None
        return values
