from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ACCOUNT_MANAGER, User
from catalog.models import Product
from core.fields import DictionaryChoice, RelatedChoice
from core.forms import RecordForm
from core.keys import keys_of
from core.models import DictionaryItem
from customers.models import Contact, Customer
from sales.models import Opportunity, Order, OrderLine


class OpportunityForm(RecordForm):
    parts = (
        (
            _("Who"),
            ("title:wide", "customer", "customer_name", "contact_name", "contact_phone"),
        ),
        (
            _("What it is worth"),
            (
                "expected_amount",
                "expected_close",
                "success_rate",
                "stage",
                "source",
                "description:wide",
            ),
        ),
    )

    class Meta(RecordForm.Meta):
        model = Opportunity
        fields = [
            "title",
            "customer",
            "customer_name",
            "contact_name",
            "contact_phone",
            "expected_amount",
            "expected_close",
            "success_rate",
            "stage",
            "source",
            "description",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class AssignForm(forms.Form):
    """The account manager who gets the chance."""

    to = RelatedChoice(
        label=_("Account manager"),
        queryset=User.objects.filter(is_active=True, groups__role__code=ACCOUNT_MANAGER),
        query=f"?role={ACCOUNT_MANAGER}",
    )

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class PlanForm(forms.Form):
    """The goal and up to five new steps of a plan; empty lines are left out."""

    STEPS = 5

    goal = forms.CharField(label=_("Goal"), max_length=200, required=False)

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        plan = getattr(record, "plan", None)
        self.fields["goal"].initial = plan.goal if plan else ""
        today = timezone.localdate()
        for place in range(1, self.STEPS + 1):
            self.fields[f"day{place}"] = forms.DateField(
                label=_("Step %d: date") % place,
                required=False,
                widget=forms.DateInput(attrs={"type": "date", "min": today.isoformat()}),
            )
            self.fields[f"what{place}"] = forms.CharField(
                label=_("Step %d: what to do") % place, max_length=200, required=False
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "goal", *(self.line(place) for place in range(1, self.STEPS + 1))
        )

    def line(self, place):
        return Div(f"day{place}", f"what{place}", css_class="zk-step-line")

    def clean(self):
        data = super().clean()
        steps = []
        for place in range(1, self.STEPS + 1):
            day, what = data.get(f"day{place}"), data.get(f"what{place}")
            if day and what:
                steps.append((day, what))
            elif day:
                self.add_error(f"what{place}", _("Enter what to do on this day."))
            elif what:
                self.add_error(f"day{place}", _("Enter the day."))
        data["steps"] = steps
        return data


class StepForm(forms.Form):
    """The result of one step."""

    result = forms.CharField(label=_("Result"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class DevelopForm(forms.Form):
    """What is still missing to put the customer and the contact on file."""

    customer = RelatedChoice(
        label=_("Customer on file"),
        queryset=Customer.objects.all(),
        required=False,
        help_text=_("Leave empty to file a new customer under the name below."),
    )
    name = forms.CharField(label=_("Customer name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=80)
    contact_mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)
    contact_position = forms.CharField(label=_("Position"), max_length=60, required=False)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", record.customer_name)
        self.initial.setdefault("contact_name", record.contact_name)
        self.initial.setdefault("contact_mobile", record.contact_phone)
        if record.customer_id:
            for name in ("customer", "name", "phone"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if "customer" in self.fields and not data.get("customer") and not data.get("name"):
            self.add_error("name", _("Type the name of the new customer."))
        return data

    def records(self):
        """Return (customer to file or link, contact to add)."""
        data = self.cleaned_data
        customer = data.get("customer") or Customer(
            name=data.get("name", ""), phone=data.get("phone", "")
        )
        contact = Contact(
            name=data["contact_name"],
            mobile=data["contact_mobile"],
            position=data["contact_position"],
        )
        return customer, contact


class EndForm(forms.Form):
    """Why a chance is ended."""

    reason = DictionaryChoice(
        label=_("Loss reason"),
        queryset=DictionaryItem.objects.none(),
        limit_choices_to={"type__code": "loss_reason"},
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class OrderForm(RecordForm):
    parts = ((_("Order"), ("customer", "ordered_on", "required_on", "remark:wide")),)

    class Meta(RecordForm.Meta):
        model = Order
        fields = ["customer", "ordered_on", "required_on", "remark"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ordered_on", timezone.localdate())


class OrderLineForm(forms.ModelForm):
    """One line; the discount is typed in per cent off: 15 is 15 % off."""

    product = RelatedChoice(label=_("Product"), queryset=Product.objects.all())
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)  # of the stored line
    off = forms.DecimalField(
        label=_("Discount %"), min_value=0, max_value=100, decimal_places=2, required=False
    )

    class Meta(RecordForm.Meta):
        model = OrderLine
        fields = ["product", "quantity", "price"]

    def clean(self):
        data = super().clean()
        self.instance.discount = (data.get("off") or Decimal(0)) / 100
        self.instance.pk = data.get("key")
        return data


class OrderLinesBase(BaseFormSet):
    """The lines of an order; empty lines are left out."""

    def read_products(self):
        """Read the products of all lines that were sent in one statement."""
        prefixes = [form.add_prefix("product") for form in self.forms] if self.is_bound else []
        keys = keys_of(filter(None, (self.data.get(name) for name in prefixes)))
        if keys:
            rows = self.forms[0].fields["product"].queryset.filter(pk__in=keys)
            known = {row.pk: row for row in rows}
            for form in self.forms:
                form.fields["product"].known = known

    def lines(self) -> list[OrderLine]:
        return [
            form.instance
            for form in self.forms
            if form.cleaned_data.get("product") and not self._should_delete_form(form)
        ]


OrderLines = formset_factory(
    OrderLineForm, formset=OrderLinesBase, extra=3, max_num=200, can_delete=True
)


def line_values(line) -> dict:
    """Return a stored line as its form shows it."""
    return {
        "product": line.product_id,
        "quantity": line.quantity.normalize(),
        "price": line.price.normalize(),
        "off": (line.discount * 100).normalize(),
    }
