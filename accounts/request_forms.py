"""Forms of account requests: the stranger's, and those of whoever reviews it."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountRequest, Department, Role
from accounts.services import powers, users
from core.fields import RelatedChoice

TRAP = "website"  # no person sees this field; programs that fill in forms fill it


class RequestForm(forms.ModelForm):
    """What a stranger says about themselves."""

    website = forms.CharField(required=False)
    code = forms.CharField(required=False, max_length=20)
    code_token = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    class Meta:
        model = AccountRequest
        fields = ("real_name", "username", "department_name", "phone", "email", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "maxlength": 300})}

    @property
    def shown(self):
        """The fields of the page in their order."""
        return [self[name] for name in self.Meta.fields]

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get(TRAP))

    def clean(self):
        values = super().clean()
        if not values.get("phone") and not values.get("email") and "email" not in self.errors:
            raise ValidationError(_("Give a phone number or an e-mail address, to be answered."))
        return values


class ApproveForm(forms.Form):
    """What the reviewer decides: names, department, roles."""

    NAMES = ("username", "real_name", "employee_no", "position", "department")

    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    real_name = forms.CharField(label=_("Real name"), max_length=40)
    employee_no = forms.CharField(label=_("Employee number"), max_length=20, required=False)
    position = forms.CharField(label=_("Position"), max_length=40, required=False)
    department = RelatedChoice(
        label=_("Department"), queryset=Department.objects.none(), required=False
    )
    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Role.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role: without one nothing opens.")},
    )

    def __init__(self, *args, record, by, **kwargs):
        super().__init__(*args, **kwargs)
        within = users.departments_within_reach(by, "add").filter(is_active=True)
        self.fields["department"].queryset = within
        given = [role.pk for role in powers.given_by(by)]
        self.fields["roles"].queryset = Role.objects.filter(pk__in=given)
        wished = within.filter(name__iexact=record.department_name.strip()).first()
        self.initial |= {
            "username": record.username,
            "real_name": record.real_name,
            "department": wished and wished.pk,
        }
