"""Form fields of customers."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import RelatedChoice
from customers import regions
from customers.models import Region


class CustomerName(forms.TextInput):
    """The name of a customer; below it stands who may be the same."""

    template_name = "customers/_name.html"
    matches = ()
    but = None  # the customer that is edited

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        url = reverse("customers:customer_similar")
        url = f"{url}?but={self.but}" if self.but else url
        context["widget"].update(url=url, matches=self.matches)
        return context


class RegionChoice(RelatedChoice):
    """A region picked by typing any part of its name; short forms such as 江苏苏州 will do."""

    default_error_messages = {
        "no_such": _("No region is called “%(text)s”. Type province, city and district."),
    }

    def __init__(self, queryset=None, **kwargs):
        super().__init__(Region.objects.all() if queryset is None else queryset, **kwargs)

    def named(self, text):
        code = regions.named(text)
        row = self.queryset.filter(pk=code).first() if code else None
        if row is None:
            raise forms.ValidationError(
                self.error_messages["no_such"], code="no_such", params={"text": text}
            )
        return row
