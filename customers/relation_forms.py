"""The form that says what another customer is to a customer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import RelatedChoice
from core.forms import RecordForm
from core.models.dictionary import known_entries
from customers.models import Customer, CustomerRelation
from customers.models.relations import words


def roles(now=None) -> list[tuple[str, str]]:
    """Return what one customer can be to another: a kind with two words is two choices."""
    found = []
    for entry in known_entries().values():
        if entry.type.code == "customer_relation" and (entry.is_active or entry.pk == now):
            there, back = words(entry.label)
            found.append((f"{entry.pk}", there))
            if back != there:
                found.append((f"{entry.pk}-back", back))
    return found


class RoleChoice(forms.ChoiceField):
    """What the other customer is; a program may say the code of the kind: parent, parent-back."""

    def to_python(self, value):
        value = super().to_python(value)
        code = value.removesuffix("-back")
        for entry in known_entries().values():
            if entry.type.code == "customer_relation" and entry.code == code:
                return f"{entry.pk}{value.removeprefix(code)}"
        return value


class RelationForm(RecordForm):
    """“[other] is the [parent company] of [customer]”; stored the way round that the kind says."""

    parts = ((_("Related customer"), ("customer", "is_its", "other", "remark:wide")),)

    customer = RelatedChoice(label=_("Customer"), queryset=Customer.objects.all())
    is_its = RoleChoice(label=_("Its …"))
    other = RelatedChoice(label=_("is this customer"), queryset=Customer.objects.all())

    class Meta(RecordForm.Meta):
        model = CustomerRelation
        fields = ["remark"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = self.instance
        self.fields["is_its"].choices = [("", "—"), *roles(stored.kind_id)]
        if stored.pk:
            about = {"customer": stored.second_id, "is_its": str(stored.kind_id)}
            self.initial = {**about, "other": stored.first_id, **self.initial}

    def clean(self):
        data = super().clean()
        customer, other = data.get("customer"), data.get("other")
        if customer and customer == other:
            self.add_error("other", _("Choose another customer: none is related to itself."))
        if customer and other and data.get("is_its"):
            key, _dash, back = data["is_its"].partition("-")
            ends = (customer, other) if back else (other, customer)
            self.instance.kind_id = int(key)
            self.instance.first, self.instance.second = ends
        return data
