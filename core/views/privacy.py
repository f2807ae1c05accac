"""Showing a masked value, and saying which role sees which fields masked."""

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from core.errors import RuleBroken
from core.models import Record, Setting
from core.privacy import revealing
from core.privacy.covering import decided
from core.privacy.fields import private_fields
from core.routes import url_for
from core.views.base import AnyRecordPage
from core.views.settings import SettingPage


class RevealPage(AnyRecordPage, View):
    """One masked value: asked for by a link, shown and written down by a POST."""

    action, permission = "reveal", "view"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.model, "view"):
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
            fields = {field.name: field for field in private_fields(self.model)}
            if kwargs["field"] not in fields:
                raise Http404
            self.field = fields[kwargs["field"]]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        try:
            value = revealing.reveal(self.object, self.field.name, by=request.user)
        except RuleBroken as error:
            if request.htmx:
                return HttpResponse(format_html('<span class="zk-masked over">{}</span>', error))
            return self.page(refused=str(error))
        if request.htmx:
            return HttpResponse(self.open(value))
        return self.page(value=self.open(value))

    def open(self, value):
        if "phone" in self.field.name or self.field.name == "mobile":
            return format_html('<a href="tel:{}">{}</a>', "".join(value.split()), value)
        return format_html('<span class="zk-shown">{}</span>', value)

    def page(self, **context):
        self.title = f"{capfirst(self.field.verbose_name)}: {self.object}"
        back = url_for(self.object, "detail")
        context = {"page": self, "crumbs": self.crumbs(), "back_url": back, **context}
        return render(self.request, "core/reveal.html", context)


class PrivacyPage(SettingPage, TemplateView):
    """One row for each private field, one column for each role: what is ticked is masked."""

    model = Setting
    template_name = "core/privacy.html"
    title = gettext_lazy("Privacy")
    intro = gettext_lazy(
        "What is ticked a role sees masked, like 138****5678. With several roles, only what all of "
        "them mask."
    )

    def post(self, request):
        known = {name for _kind, rows in fields_by_kind() for name, _label in rows}
        codes = [code for code, _label in get_user_model().role_choices()]
        masks = {code: sorted(known & set(request.POST.getlist(f"role-{code}"))) for code in codes}
        revealing.decide({code: names for code, names in masks.items() if names}, by=request.user)
        messages.success(request, _("Saved; it holds from now on."))
        return redirect("core:privacy")

    def get_context_data(self, **kwargs):
        roles, masks = get_user_model().role_choices(), decided()
        kinds = [
            (kind, [(name, label, cells(name, roles, masks)) for name, label in rows])
            for kind, rows in fields_by_kind()
        ]
        return super().get_context_data(kinds=kinds, roles=roles, **kwargs)


def cells(name, roles, masks):
    return [(code, label, name in masks.get(code, ())) for code, label in roles]


def fields_by_kind() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return [(kind of record, [(name of the field, label), …]), …]."""
    found = []
    for model in apps.get_models():
        fields = private_fields(model) if issubclass(model, Record) else ()
        label = model._meta.label_lower
        rows = [(f"{label}.{f.name}", capfirst(str(f.verbose_name))) for f in fields]
        if rows:
            found.append((capfirst(model._meta.verbose_name_plural), rows))
    return found
