"""A person's own API tokens."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from api.forms import TokenForm, in_words
from api.models import ApiToken
from api.services import tokens
from core.errors import RuleBroken
from core.ui import Button, Empty
from core.views.base import RecordPage


class TokenPages(RecordPage):
    """What these pages share: whoever may have tokens sees their own."""

    model = ApiToken
    permission = "add"

    def get_queryset(self):
        return tokens.of_person(self.request.user).select_related("user")

    def crumbs(self):
        return []


class TokenList(TokenPages, TemplateView):
    action = "list"
    template_name = "api/tokens.html"
    title = gettext_lazy("API tokens")
    intro = gettext_lazy("With a token another program acts in your name.")

    def get_template_names(self):
        return [self.template_name]

    def get_context_data(self, **kwargs):
        make = Button(_("New token"), reverse("api:apitoken_add"), "plus", primary=True)
        text = _("A program that sends a token may do what you may do, within its scopes.")
        found = list(self.get_queryset())
        for token in found:
            token.words = in_words(token.scopes)
        return super().get_context_data(
            tokens=found,
            buttons=[
                Button(_("What other programs may do"), reverse("api:docs"), "file-code"),
                make,
            ],
            empty=Empty(_("You have no tokens."), text, make, "lock"),
            **kwargs,
        )


class TokenAdd(TokenPages, FormView):
    """Make a token; the answer to the POST is the only place that ever shows its secret."""

    action = "add"
    form_class = TokenForm
    title = gettext_lazy("New API token")

    def get_template_names(self):
        return ["generic/form.html"]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        token = form.save(commit=False)
        try:
            secret = tokens.make(token, days=form.cleaned_data["days"], by=self.request.user)
        except RuleBroken as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        context = self.get_context_data(form=form, token=token, secret=secret)
        return self.response_class(self.request, ["api/token_made.html"], context)

    def get_context_data(self, **kwargs):
        back = reverse("api:apitoken_list")
        return super().get_context_data(submit_label=_("Make the token"), cancel_url=back, **kwargs)


class TokenRevoke(TokenPages, View):
    action = "revoke"
    http_method_names = ["post"]

    def post(self, request, pk):
        token = get_object_or_404(self.get_queryset(), pk=pk)
        tokens.revoke(token, by=request.user)
        messages.success(request, _("Revoked: %s. Its next call is refused.") % token)
        return redirect("api:apitoken_list")
