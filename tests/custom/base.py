"""Builders of custom fields, and what a browser sends back."""

from core.custom import managing
from core.models import CustomField, DictionaryType

Kind = CustomField.Kind


def make_field(kind=Kind.TEXT, label="年产值", model="customers.customer", **values):
    if kind in CustomField.LISTS:
        values.setdefault("dictionary", DictionaryType.objects.get(code="industry"))
    field = CustomField(model=model, kind=kind, label_zh=label, **values)
    return managing.create(field, by=None)


def form_of(client, url):
    """Return what a browser would send back from the form at `url`, unchanged."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() != []}
