from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.drawing import is_blank
from core.fields import RelatedChoice
from core.forms import ReasonForm, RecordForm
from core.importing.raw import half_width
from core.keys import key_of
from core.several import RelatedChoices
from customers import involved, regions
from customers.fields import CustomerName, RegionChoice
from customers.models import (
    Contact,
    CreditAssessment,
    Customer,
    Interaction,
    LevelRule,
    Region,
    Tag,
)
from customers.services import field_uses


class CustomerForm(RecordForm):
    """A customer as a paper form reads: who, where, how, next step; papers and bank when known."""

    parts = (
        (_("Who"), ("name", "short_name", "kind", "category", "level", "industry", "source")),
        (
            _("Where and how to reach"),
            ("phone", "email", "region", "address:wide"),
        ),
        (_("Next step"), ("next_contact_at", "next_contact_note", "remark:wide")),
    )
    folded = (
        (
            _("Buying intent and origin of the data"),
            ("buying_intent", "intended_goods", "collected_by"),
        ),
        (_("More ways to reach"), ("postcode", "website", "fax")),
        (_("Abroad"), ("country", "city")),
        (
            _("Firm data"),
            ("tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue"),
        ),
        (_("Bank and invoices"), ("bank", "bank_account")),
        (_("ID document and points"), ("id_number", "points")),
    )

    class Meta(RecordForm.Meta):
        model = Customer
        fields = [
            *("name", "short_name", "kind", "category", "level", "industry", "source"),
            *("buying_intent", "intended_goods", "collected_by"),
            *("phone", "email", "region", "country", "city", "postcode", "address", "website"),
            *("fax", "tax_number", "licence_no", "legal_person", "registered_capital"),
            *("annual_revenue", "bank", "bank_account", "id_number", "points"),
            *("next_contact_at", "next_contact_note", "remark"),
        ]
        widgets = {"name": CustomerName, "remark": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"region": RegionChoice}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.but = self.instance.pk

    def placing(self, name):
        """Hide a field that customers like this one are not asked for, while it is empty.

        A new customer shows them all: it has no category yet. The script hides and shows at once.
        """
        use = field_uses.decided().get(name)
        if use is None or not (use.only_for or use.unused_by):
            return {}
        place = {"data_zk_only": use.only_for, "data_zk_not": " ".join(map(str, use.unused_by))}
        bound = self[name]
        kept = not self.instance.pk or bound.field.disabled or not is_blank(bound)
        return place if kept or self.is_asked(name) else {**place, "hidden": True}

    def is_asked(self, name) -> bool:
        """Say whether customers of the kind and category that the form says have the field."""
        use = field_uses.decided().get(name)
        category = key_of(str(self["category"].value() or ""))
        return use is None or use.suits(self["kind"].value(), category)

    def _clean_fields(self):
        for name, field in self.fields.items():
            field.required = field.required and self.is_asked(name)
        super()._clean_fields()

    def clean(self):
        """Take the region out of an address that was typed in one line."""
        data = super().clean()
        data |= {n: half_width(data[n]) for n in ("phone",) if data.get(n)}
        typed = data.get("address", "")
        region, rest = regions.split(typed)
        if region and not data.get("region") and "region" not in self.errors:
            data["region"], data["address"] = Region.objects.filter(pk=region).first(), rest
        elif region and data.get("region") and data["region"].pk == region:
            data["address"] = rest
        return data

    def clean_tax_number(self):
        return self.cleaned_data["tax_number"].upper()

    def clean_id_number(self):
        return self.cleaned_data["id_number"].upper()

    def clean_points(self):
        return self.cleaned_data["points"] or 0


class ContactForm(RecordForm):
    parts = (
        (
            _("Contact"),
            ("customer", "name", "position", "mobile", "office_phone", "email", "is_main"),
        ),
    )
    folded = (
        (
            _("More about the person"),
            ("gender", "part", "wechat", "birthday", "hobbies", "remark:wide"),
        ),
    )

    class Meta(RecordForm.Meta):
        model = Contact
        fields = [
            "customer",
            "name",
            "gender",
            "position",
            "part",
            "mobile",
            "office_phone",
            "email",
            "wechat",
            "birthday",
            "is_main",
            "hobbies",
            "remark",
        ]
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        data = super().clean()
        return data | {n: half_width(data[n]) for n in ("mobile", "office_phone") if data.get(n)}


class InteractionForm(RecordForm):
    """A follow-up; the page offers tomorrow, three working days and a week for the next one."""

    parts = (
        (
            _("What happened"),
            (
                "customer",
                "kind",
                "contact:wide",
                "summary:wide",
                "at",
                *(table.named_by[0] for table in involved.belongings()),
                "details:wide",
                "place",
                "category",
                "phase",
            ),
        ),
        (_("Next step"), ("next_contact_at", "next_contact_note", "no_next_reason:wide")),
    )

    class Meta(RecordForm.Meta):
        model = Interaction
        fields = [
            "customer",
            "kind",
            "at",
            "category",
            "phase",
            "summary",
            "details",
            "place",
            "next_contact_at",
            "next_contact_note",
            "no_next_reason",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "details": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "phase": _("Left empty in a new follow-up, it follows from the customer's orders.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))
        involved.open_for(self)

    def clean_contact(self):
        """Find the people among those of the customer that was chosen."""
        field, said = self.fields[involved.CONTACTS], self.cleaned_data[involved.CONTACTS]
        customer = self.cleaned_data.get("customer")
        if not isinstance(field, RelatedChoices) or customer is None:
            return []
        involved.near(self, customer.pk)
        return field.picked(*said)

    def _post_clean(self):
        super()._post_clean()
        involved.take_over(self)

    def clean(self):
        data = super().clean()
        if not data.get("next_contact_at") and not data.get("no_next_reason"):
            self.add_error("next_contact_at", _("Enter the next contact, or why there is none."))
        return data

    def _get_validation_exclusions(self):
        # the constraint on the next step is told by clean(), beside its field
        return super()._get_validation_exclusions() | {"no_next_reason"}


class ComposerForm(InteractionForm):
    """What the form above a timeline asks of a follow-up; its template places the fields."""

    parts = ()

    class Meta(InteractionForm.Meta):
        fields = [
            *("kind", "at", "summary"),
            *("next_contact_at", "next_contact_note", "no_next_reason"),
        ]


# what a follow-up belongs to is known when all apps are there: no class body can name it
InteractionForm.base_fields |= involved.fields()
ComposerForm.base_fields |= involved.fields()


class CreditForm(RecordForm):
    parts = ((_("Credit assessment"), ("customer", "on", "level", "score", "reason:wide")),)

    class Meta(RecordForm.Meta):
        model = CreditAssessment
        fields = ["customer", "on", "level", "score", "reason"]


class TagForm(RecordForm):
    parts = ((_("Tag"), ("name",)),)

    class Meta(RecordForm.Meta):
        model = Tag
        fields = ["name"]


class MergeForm(forms.Form):
    """The tag that takes the place of another one."""

    to = forms.ModelChoiceField(label=_("Take instead"), queryset=Tag.objects.none())

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Tag.objects.filter(is_active=True).exclude(pk=record.pk)


class PersonChoice(forms.Form):
    """Somebody to give the record to."""

    to = RelatedChoice(label=_("Account manager"), queryset=User.objects.filter(is_active=True))

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class ReleaseForm(ReasonForm):
    """Why a customer goes to the public pool."""

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)


class LevelRuleForm(RecordForm):
    """From which trade a customer belongs to a level."""

    parts = (
        (_("Level rule"), ("level", "position")),
        (_("Trade"), ("months", "least_amount", "least_orders")),
    )

    class Meta(RecordForm.Meta):
        model = LevelRule
        fields = ["level", "position", "months", "least_amount", "least_orders"]
        help_texts = {
            "least_orders": _("With both thresholds both must be reached; with none, it takes all.")
        }
