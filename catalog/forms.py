from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductCategory
from core.forms import RecordForm


class ProductForm(RecordForm):
    parts = (
        (_("Product"), ("name", "code", "category", "model", "unit", "state")),
        (_("Money"), ("price", "cost", "tax_rate", "place", "description:wide")),
    )

    class Meta(RecordForm.Meta):
        model = Product
        fields = [
            "name",
            "code",
            "category",
            "model",
            "unit",
            "state",
            "price",
            "cost",
            "tax_rate",
            "place",
            "description",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Leave empty to get the next number.")


class CategoryForm(RecordForm):
    parts = ((_("Product category"), ("name", "code", "parent", "remark:wide")),)

    class Meta(RecordForm.Meta):
        model = ProductCategory
        fields = ["name", "code", "parent", "remark"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Leave empty to get the next number.")
        tops = self.fields["parent"].queryset.filter(parent=None, deleted_at=None)
        self.fields["parent"].queryset = tops.exclude(pk=self.instance.pk)

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance.children.exists():
            raise forms.ValidationError(
                _("This category has categories below it; it stays on top.")
            )
        return parent
