from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, UsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import grantable
from accounts.models import Absence, Department, User
from accounts.services import door, factors, handover, users
from core.errors import RuleBroken
from core.fields import RelatedChoice
from core.forms import RecordForm
from core.models import Record

MOST_CHARACTERS = 256  # of a password


def helper() -> FormHelper:
    """Return a crispy helper that leaves the form tag to the page."""
    found = FormHelper()
    found.form_tag = False
    return found


class SignInForm(forms.Form):
    """User name, password, and a picture code when one is due; `door` decides and says why not."""

    username = UsernameField(
        label=_("User name"), widget=forms.TextInput(attrs={"autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(required=False, max_length=20)
    code_token = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, None
        self.helper = helper()

    def clean(self):
        values = super().clean()
        if not self.errors:
            try:
                self.user = door.open_to(
                    self.request,
                    values["username"],
                    values["password"],
                    code=values["code"],
                    token=values["code_token"],
                )
            except RuleBroken as refusal:
                self.add_error(refusal.field, str(refusal))
        return values

    def get_user(self):
        return self.user


class ForgottenForm(forms.Form):
    username = UsernameField(label=_("User name"), max_length=150)


class OwnPassword(forms.CharField):
    """The own password, asked for again before what an open window alone must not do."""

    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def __init__(self, **options):
        options.setdefault("label", _("Your present password"))
        super().__init__(strip=False, max_length=MOST_CHARACTERS, **options)


class FactorForm(forms.Form):
    """Six digits of the app, for the secret that the page carries, and the own password."""

    token = forms.CharField(max_length=400, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code of the app"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = OwnPassword()


class PasswordAgainForm(forms.Form):
    """Nothing but the own password."""

    password = OwnPassword()


class CodeForm(forms.Form):
    """The second step of a sign-in; `token` says whose password was right."""

    token = forms.CharField(max_length=400, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code of the app, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class ProfileForm(forms.ModelForm):
    """The own data; another e-mail, which opens the account by mail, needs the own password."""

    password = OwnPassword(required=False, help_text=_("Only to change the e-mail address."))

    class Meta:
        model = User
        fields = users.OWN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, known_as in (("phone", "tel"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = known_as
        self.order_fields(["phone", "email", "password"])
        self.helper = helper()

    def clean(self):
        if "email" in self.changed_data and "email" in self.cleaned_data:
            try:
                factors.check_password(self.instance, self.cleaned_data.get("password", ""))
            except RuleBroken as refusal:
                self.add_error("password", str(refusal))
        return super().clean()


class PasswordForm(PasswordChangeForm):
    """The old password and a new one, which must differ: a one-time password is used up."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if password and self.user.check_password(password):
            raise ValidationError(_("Choose another password than the present one."))
        return password


class DepartmentForm(RecordForm):
    """Name and leader; the place in the tree is changed by moving."""

    parts = ((_("Department"), ("name", "leader")),)

    class Meta(RecordForm.Meta):
        model = Department
        fields = ["name", "leader"]


class NewDepartmentForm(DepartmentForm):
    """A new department says where it lies."""

    parts = ((_("Department"), ("name", "parent", "leader")),)

    class Meta(RecordForm.Meta):
        model = Department
        fields = ["name", "parent", "leader"]


class MoveForm(forms.Form):
    """The department above."""

    parent = RelatedChoice(
        label=_("Parent department"),
        queryset=Department.objects.filter(is_active=True),
        required=False,
        help_text=_("Empty: the department stands at the top of the tree."),
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["parent"] = record.parent_id


class MergeForm(forms.Form):
    """The department that takes people and sub-departments."""

    to = RelatedChoice(label=_("Merge into"), queryset=Department.objects.filter(is_active=True))

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)


def kinds_of_record() -> list[tuple[str, str]]:
    """Return the kinds of record whose access can be explained, by module."""
    return [
        (module.name, [(kind.label, kind.name) for kind in found])
        for module in grantable.modules()
        if (found := [kind for kind in module.kinds if issubclass(kind.model, Record)])
    ]


class ExplainForm(forms.Form):
    """A person, a kind of record and, once the kind is known, one of them."""

    person = RelatedChoice(label=_("Person"), queryset=User.objects.all())
    kind = forms.ChoiceField(label=_("Kind of record"))
    model = None

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.helper = helper()
        self.fields["kind"].choices = [("", "—"), *kinds_of_record()]
        kind = grantable.kinds().get((data or {}).get("kind", ""))
        if kind and issubclass(kind.model, Record):
            self.model = kind.model
            self.fields["record"] = RelatedChoice(
                label=_("Record"),
                queryset=kind.model.everything.visible_to(user),
                required=False,
                help_text=_("Empty: what holds for such records at all."),
            )


class LeaverForm(forms.Form):
    """Somebody who leaves."""

    person = RelatedChoice(label=_("Who leaves"), queryset=User.objects.all())

    def __init__(self, data=None, *, people):
        super().__init__(data)
        self.fields["person"].queryset = people


class HandoverForm(forms.Form):
    """Who takes over what; with a split as rule, somebody for each part that there is."""

    RECEIVERS = 5

    names = forms.MultipleChoiceField(label=_("What"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Handover note"),
        max_length=200,
        help_text=_("Kept with each customer; whoever takes over reads it."),
    )

    def __init__(self, *args, counted, split=None, keys=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.split, self.keys = split, keys or {}
        names = [
            (each.holding.name, f"{each.holding.label} ({each.count - each.beyond:,})")
            for each in counted
            if each.holding.give and each.count > each.beyond
        ]
        self.fields["names"].choices = names
        self.initial["names"] = [name for name, _label in names]
        for key, label in self.keys.items():
            self.fields[f"key-{key}"] = self.person(f"{split.label}: {label}", required=False)
        first, other = (_("All others"), _("or")) if split else (_("Who takes over"), _("and"))
        for number in range(1, self.RECEIVERS + 1):
            label = first if number == 1 else other
            self.fields[f"receiver-{number}"] = self.person(label, required=number == 1)
        self.order_fields(["names", *(n for n in self.fields if n not in ("names", "note"))])

    @staticmethod
    def person(label, *, required):
        people = User.objects.filter(is_active=True)
        return RelatedChoice(label=label, queryset=people, required=required)

    def wish(self):
        """Return what was answered in the words of the service."""
        data = self.cleaned_data
        receivers = [data[f"receiver-{n}"] for n in range(1, self.RECEIVERS + 1)]
        chosen = {key: data[f"key-{key}"] for key in self.keys}
        return handover.Wish(
            list(dict.fromkeys(filter(None, receivers))),
            data["note"],
            data["names"],
            self.split.name if self.split else "",
            {str(key): person.pk for key, person in chosen.items() if person},
        )


class AbsenceForm(RecordForm):
    parts = (
        (
            _("Who is excused, when and why"),
            ("owner", "kind", "starts_on", "ends_on", "reason:wide"),
        ),
    )

    class Meta(RecordForm.Meta):
        model = Absence
        fields = ["owner", "kind", "starts_on", "ends_on", "reason"]
